"""The web app: an adapter over ``assistant``, as the command line is."""
