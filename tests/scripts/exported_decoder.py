"""A decoder in plain PyTorch with rotary positions and a causal mask, which models write in several ways."""
import math

import torch
from torch import nn

VOCABULARY, HIDDEN, HEADS, KV_HEADS, FFN, LONGEST = 1000, 128, 4, 2, 256, 1024
SIZE = HIDDEN // HEADS
LOWEST = torch.finfo(torch.float32).min


def turned(x):
    first, second = x[..., :SIZE // 2], x[..., SIZE // 2:]
    return torch.cat((-second, first), -1)


def by_positions(tokens, padding):
    """As the first Llama models: positions compared, and what is known of padding added."""
    positions = torch.arange(tokens)
    mask = torch.full((tokens, tokens), LOWEST)
    mask.masked_fill_(positions < (positions + 1).view(tokens, 1), 0)
    hidden = 1.0 - padding[:, None, None, :].expand(-1, 1, tokens, tokens).float()
    return mask[None, None] + hidden.masked_fill(hidden.bool(), LOWEST)


def by_diagonal(tokens, padding):  # pylint: disable=unused-argument
    return torch.triu(torch.full((tokens, tokens), float("-inf")), 1)


def by_writing(tokens, padding):
    """As newer ones: a triangle times the positions behind, and padding written into it."""
    positions = torch.arange(tokens)
    mask = torch.triu(torch.full((tokens, tokens), LOWEST), 1) * (positions > positions.reshape(-1, 1))
    mask = mask[None, None].expand(padding.shape[0], 1, -1, -1).clone()
    hidden = mask[..., :tokens] + padding[:, None, None, :].float() == 0
    mask[..., :tokens] = mask[..., :tokens].masked_fill(hidden, LOWEST)
    return mask


def by_buffer(tokens, padding):  # pylint: disable=unused-argument
    """As GPT-2: a triangle among the weights, larger than anything asked for."""
    return None


class Layer(nn.Module):
    def __init__(self):
        super().__init__()
        linear = lambda i, o: nn.Linear(i, o, bias=False)  # noqa: E731
        self.q, self.o = linear(HIDDEN, HIDDEN), linear(HIDDEN, HIDDEN)
        self.k, self.v = linear(HIDDEN, KV_HEADS * SIZE), linear(HIDDEN, KV_HEADS * SIZE)
        self.norm, self.up, self.down = nn.LayerNorm(HIDDEN), nn.Linear(HIDDEN, FFN), nn.Linear(FFN, HIDDEN)
        self.register_buffer("seen", torch.ones(LONGEST, LONGEST).tril().bool().view(1, 1, LONGEST, LONGEST))

    def forward(self, x, cos, sin, mask):
        batch, tokens, _ = x.shape
        heads = lambda y, count: y.view(batch, tokens, count, SIZE).transpose(1, 2)  # noqa: E731
        y = self.norm(x)
        q, k, v = heads(self.q(y), HEADS), heads(self.k(y), KV_HEADS), heads(self.v(y), KV_HEADS)
        q, k = q * cos + turned(q) * sin, k * cos + turned(k) * sin
        k, v = (z[:, :, None].expand(-1, -1, HEADS // KV_HEADS, -1, -1).reshape(batch, HEADS, tokens, SIZE)
                for z in (k, v))
        scores = q @ k.transpose(2, 3) / math.sqrt(SIZE)
        if mask is None:
            scores = torch.where(self.seen[:, :, :tokens, :tokens], scores, torch.full([], -1e4))
        else:
            scores = scores + mask
        y = torch.softmax(scores, -1, dtype=torch.float32).to(q.dtype) @ v
        x = x + self.o(y.transpose(1, 2).reshape(batch, tokens, HIDDEN))
        return x + self.down(nn.functional.gelu(self.up(self.norm(x))))


class Decoder(nn.Module):
    def __init__(self, masking):
        super().__init__()
        self.masking = masking
        self.embedding, self.layer = nn.Embedding(VOCABULARY, HIDDEN), Layer()
        self.register_buffer("frequencies", 1 / (10000 ** (torch.arange(0, SIZE, 2).float() / SIZE)))

    def forward(self, tokens, padding):
        angles = torch.outer(torch.arange(tokens.shape[1]).float(), self.frequencies)
        angles = torch.cat((angles, angles), -1)[None, None]
        return self.layer(self.embedding(tokens), angles.cos(), angles.sin(), self.masking(tokens.shape[1], padding))
