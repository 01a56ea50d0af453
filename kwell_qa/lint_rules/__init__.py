"""The rules of the corpus linter, a module for each kind; ``kwell_qa.linting`` runs them."""
