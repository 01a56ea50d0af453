"""Text → unit vectors: one protocol, the reference model, and its light export for serving.

Importing this package imports neither torch nor onnxruntime; each comes with the embedder that
needs it.
"""

from kwell_qa.embedding.exported import OnnxEmbedder, find_export, load_export, read_meta
from kwell_qa.embedding.prompts import Given
from kwell_qa.embedding.protocol import Embedder, Vectors
from kwell_qa.embedding.reference import (
    BASE_MODEL,
    DEFAULT_MODEL,
    DEFAULT_SHA256,
    SentenceTransformerEmbedder,
    load,
    load_as,
    prompts_of,
    source_digest,
    verify_default,
)
from kwell_qa.embedding.remembering import RememberingEmbedder

__all__ = [
    "BASE_MODEL",
    "DEFAULT_MODEL",
    "DEFAULT_SHA256",
    "Embedder",
    "Given",
    "OnnxEmbedder",
    "RememberingEmbedder",
    "SentenceTransformerEmbedder",
    "Vectors",
    "find_export",
    "load",
    "load_as",
    "load_export",
    "prompts_of",
    "read_meta",
    "source_digest",
    "verify_default",
]
