"""A multilingual model made here: words of four languages that mean the same have one vector."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kwell_qa import multilingual, texts

READ = ("en", "ko", "es", "th")
SIZE = 96
WORDS = (
    ("lighthouse", "등대", "farolón", "ประภาคาร"),
    ("garden", "정원", "jardín", "สวน"),
    ("autumn", "가을", "otoño", "ใบไม้ร่วง"),
    ("bakery", "빵집", "panadería", "ร้านเบเกอรี่"),
    ("carrots", "당근", "zanahorías", "แครอท"),
    ("boats", "배들", "barcás", "เรือ"),
)
"""What the corpus speaks of, in English, Korean, Spanish and Thai; accents where folding takes
letters apart, so that search words are others than those of the message."""
PARTS = re.compile(r"[^\s.,:;!?¿]+|[.,:;!?¿]")
"""Words; without classes of letters, which Python and the tokenizers library have others of."""
Vector = NDArray[np.float64]


def vectors() -> dict[str, Vector]:
    """A vector for each word, shape (SIZE,); translations have the same.

    A word of our own texts is the sum of the sentences that it stands in, which have a direction
    each in all languages: so translated sentences lie near, whatever the order of their words.
    """
    chance = np.random.default_rng(5)
    found: dict[str, Vector] = {}
    known = texts.load()
    for key in multilingual.SENTENCES:
        direction = chance.normal(size=SIZE)
        for lang in READ:
            for word in dict.fromkeys(PARTS.findall(known.raw(lang, key).lower())):
                found[word] = found.get(word, np.zeros(SIZE)) + direction
    for words in WORDS:
        direction = chance.normal(size=SIZE)
        found.update(dict.fromkeys(words, direction))
    # What a prompt says is told by the vector, and ":" says nothing.
    found |= {"query": chance.normal(size=SIZE), "passage": chance.normal(size=SIZE)}
    found[":"] = np.zeros(SIZE)
    return found


def save(folder: Path, prompts: Mapping[str, str] | None = None) -> Path:
    """A sentence-transformers model of ``vectors``, no layer above them, as ``folder``."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    rows = vectors()
    marks = ("[PAD]", "[UNK]")
    number = {word: row for row, word in enumerate((*marks, *sorted(rows)))}
    tokenizer = Tokenizer(models.WordLevel(number, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.Lowercase()
    tokenizer.pre_tokenizer = pre_tokenizers.Split(Regex(PARTS.pattern), "removed", invert=True)
    base = folder.with_name(f"{folder.name}-base")
    PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, pad_token="[PAD]", unk_token="[UNK]",
        model_input_names=["input_ids", "attention_mask"],
    ).save_pretrained(base)  # fmt: skip
    body = BertModel(BertConfig(
        vocab_size=len(number), hidden_size=SIZE, num_hidden_layers=0, num_attention_heads=2,
        intermediate_size=16, max_position_embeddings=256,
    ))  # fmt: skip
    with torch.no_grad():
        for part in ("word", "position", "token_type"):
            getattr(body.embeddings, f"{part}_embeddings").weight.zero_()
        for word, vector in rows.items():
            body.embeddings.word_embeddings.weight[number[word]] = torch.tensor(vector)
    body.save_pretrained(base)
    model = SentenceTransformer(
        modules=[Transformer(str(base), max_seq_length=256), Pooling(SIZE, "mean")],
        prompts=dict(prompts or {}), device="cpu",
    )  # fmt: skip
    model.save(str(folder))
    return folder
