"""The larger taggers that teach the recogniser: MPNet's twelve layers, trained like it, too slow to ship."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from dejavu_app.errors import UserError
from dejavu_app.masking.decode import TAGS
from dejavu_app.masking.features import SHAPES, WordPieces
from dejavu_app.training.recogniser_model import DROPOUT, pooled_dropout

if TYPE_CHECKING:
    import torch


def teacher_pieces(folder: Path) -> WordPieces:
    """The cutter of words of an MPNet folder, whose marks of beginning and end have other names than BERT's."""
    from tokenizers import Tokenizer

    return WordPieces(Tokenizer.from_file(str(folder / "tokenizer.json")), begin="<s>", end="</s>")


def build_teacher(folder: Path, seed: int, small: bool = False) -> Any:
    """The untrained teacher from a folder of all-mpnet-base-v2 (config.json, model.safetensors); ``small``: two narrow
    layers of random weights instead.

    Teachers of different ``seed`` begin with different heads, so they err differently and their mean errs less
    (``together``); torch's own seed is set to it.

    Returns a ``torch.nn.Module`` that takes and gives what the recogniser's own network does: (ids, shapes, attention)
    int64 (n, pieces) -> scores float32 (n, pieces, tags). Raises ``UserError`` when the folder holds no such model.
    """
    import torch
    from transformers import MPNetConfig, MPNetModel

    for name in ("config.json", "tokenizer.json", *(() if small else ("model.safetensors",))):
        if not (folder / name).is_file():
            raise UserError(f"{folder}: there is no MPNet here (it has no {name}).",
                            "Fetch sentence-transformers/all-mpnet-base-v2 and give its folder.")

    class Teacher(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            config = MPNetConfig.from_pretrained(str(folder))
            config.hidden_dropout_prob = config.attention_probs_dropout_prob = 0.0
            if small:
                config.hidden_size, config.intermediate_size = 32, 128
                config.num_hidden_layers, config.num_attention_heads = 2, 4
            self.body: Any = MPNetModel(config, add_pooling_layer=False) if small else MPNetModel.from_pretrained(
                str(folder), config=config, add_pooling_layer=False, local_files_only=True
            )
            self.dropout = pooled_dropout(DROPOUT)
            self.body.embeddings.dropout = self.dropout
            for layer in self.body.encoder.layer:
                layer.attention.dropout = layer.output.dropout = self.dropout
            # Names that the corpora lack keep the places beside their like that far more text gave them.
            self.body.embeddings.word_embeddings.weight.requires_grad = False
            self.shapes = torch.nn.Embedding(SHAPES, config.hidden_size)
            torch.nn.init.normal_(self.shapes.weight, std=0.02, generator=torch.Generator().manual_seed(0))
            self.head = torch.nn.Linear(config.hidden_size, len(TAGS))
            torch.nn.init.normal_(self.head.weight, std=0.02)

        def forward(self, ids: torch.Tensor, shapes: torch.Tensor, attention: torch.Tensor) -> torch.Tensor:
            words = self.body.embeddings.word_embeddings(ids) + self.shapes(shapes)
            hidden = self.body(inputs_embeds=words, attention_mask=attention).last_hidden_state
            scores: torch.Tensor = self.head(self.dropout(hidden))
            return scores

    torch.manual_seed(seed)
    return Teacher()
