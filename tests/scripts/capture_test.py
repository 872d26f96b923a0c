#!/usr/bin/env python3
"""scripts/capture_torch.py against closed forms and against the other formats: capture_test.py ROOT PROGRAM.
Skipped, visibly, where PyTorch is not installed (Debian: python3-torch)."""
import json
import os
import pathlib
import unittest

from torch_case import TorchCase, capture
import torch
from torch import nn
from torch.nn import functional as F

BATCH, TOKENS, VOCABULARY, HIDDEN, HEADS, KV_HEADS, FFN, LAYERS = 2, 16, 100, 64, 4, 2, 96, 2
CONFIG = {"model_type": "llama", "hidden_size": HIDDEN, "intermediate_size": FFN, "num_attention_heads": HEADS,
          "num_key_value_heads": KV_HEADS, "num_hidden_layers": LAYERS, "vocab_size": VOCABULARY,
          "tie_word_embeddings": False, "torch_dtype": "float32"}


class Norm(nn.Module):
    def __init__(self, device):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(HIDDEN, device=device))

    def forward(self, x):
        return x * torch.rsqrt((x * x).mean(-1, keepdim=True) + 1e-6) * self.weight


class Layer(nn.Module):
    """A decoder layer as in the Llama models, apart from rotary positions, which multiply nothing here."""

    def __init__(self, device, attention):
        super().__init__()
        size = HIDDEN // HEADS
        linear = lambda i, o: nn.Linear(i, o, bias=False, device=device)  # noqa: E731
        self.q, self.o = linear(HIDDEN, HIDDEN), linear(HIDDEN, HIDDEN)
        self.k, self.v = linear(HIDDEN, KV_HEADS * size), linear(HIDDEN, KV_HEADS * size)
        self.gate, self.up, self.down = linear(HIDDEN, FFN), linear(HIDDEN, FFN), linear(FFN, HIDDEN)
        self.norm1, self.norm2, self.attention = Norm(device), Norm(device), attention

    def heads(self, x, count):
        x = x.view(x.shape[0], x.shape[1], count, -1).transpose(1, 2)
        if count == HEADS:
            return x
        repeated = x.unsqueeze(2).expand(-1, -1, HEADS // count, -1, -1)
        return repeated.reshape(x.shape[0], HEADS, x.shape[2], x.shape[3])

    def forward(self, x):
        y = self.norm1(x)
        y = self.attention(self.heads(self.q(y), HEADS), self.heads(self.k(y), KV_HEADS),
                           self.heads(self.v(y), KV_HEADS))
        x = x + self.o(y.transpose(1, 2).reshape(x.shape))
        y = self.norm2(x)
        return x + self.down(F.silu(self.gate(y)) * self.up(y))


class Decoder(nn.Module):
    def __init__(self, device, attention):
        super().__init__()
        self.embedding = nn.Embedding(VOCABULARY, HIDDEN, device=device)
        self.layers = nn.ModuleList(Layer(device, attention) for _ in range(LAYERS))
        self.norm, self.head = Norm(device), nn.Linear(HIDDEN, VOCABULARY, bias=False, device=device)

    def forward(self, tokens):
        x = self.embedding(tokens)
        for layer in self.layers:
            x = layer(x)
        return self.head(self.norm(x))


def fused(query, key, value):
    newer = getattr(F, "scaled_dot_product_attention", None)
    if newer is not None:  # (2.x), untested
        return newer(query, key, value, is_causal=True)
    return F._scaled_dot_product_attention(query, key, value, is_causal=True)[0]


def written_out(query, key, value):
    scores = query @ key.transpose(-1, -2) / 4.0
    return torch.softmax(scores + torch.full(scores.shape[-2:], -1.0, device=query.device), -1) @ value


class Capture(TorchCase):
    def tokens(self, device):
        return torch.zeros(BATCH, TOKENS, dtype=torch.int64, device=device)

    def test_a_decoder_has_the_totals_of_its_config_json(self):
        config = self.path.replace("trace.jsonl", "config.json")
        pathlib.Path(config).write_text(json.dumps(CONFIG), encoding="utf-8")
        published = self.inspected(config, "--batch", str(BATCH), "--input-len", str(TOKENS), "--param", "logits=all",
                                   "--no-fusion")
        for device in ("cpu", "meta"):
            found = self.captured(Decoder(device, fused), self.tokens(device))
            self.assertEqual(found["parameters"], published["parameters"])
            self.assertEqual(found["total"]["macs"], published["total"]["macs"])
            self.assertEqual(found["unknown"]["operators"], 0)

    def test_operators_have_the_names_of_modules_and_wait_for_what_they_read(self):
        self.captured(Decoder("meta", fused), self.tokens("meta"))
        lines = [json.loads(line) for line in pathlib.Path(self.path).read_text(encoding="utf-8").splitlines()][1:]
        by_name = {line["name"]: line for line in lines}
        down = by_name["layers.0.down.mm"]
        producer = by_name[down["after"][0]]
        self.assertEqual((producer["kind"], down["m"], down["n"], down["k"]),
                         ("multiply", BATCH * TOKENS, HIDDEN, FFN))
        self.assertEqual(len(producer["after"]), 2)
        self.assertNotIn("weight", down)

    def test_attention_that_is_written_out_becomes_one_operator(self):
        found = self.captured(Decoder("cpu", written_out), self.tokens("cpu"))
        kinds = {kind["kind"]: kind["operators"] for kind in found["kinds"]}
        self.assertEqual(kinds["attention"], LAYERS)
        self.assertNotIn("softmax", kinds)
        self.assertEqual(kinds["gemm"], 7 * LAYERS + 1)

    def test_backward_has_twice_the_products_of_forward_and_the_optimizer_is_told_apart(self):
        model = nn.Sequential(nn.Conv2d(3, 8, 3, stride=2, padding=1, bias=False), nn.ReLU(), nn.Flatten(),
                              nn.Linear(8 * 16, 10, bias=False))
        optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
        with capture(self.path, model, optimizer):
            model(torch.randn(4, 3, 8, 8)).sum().backward()
            optimizer.step()
        found = self.inspected(self.path)
        convolution, linear = 4 * 16 * 8 * 27, 4 * 10 * 128
        # The gradient of the image is not asked for.
        self.assertEqual(found["total"]["macs"], 2 * convolution + 3 * linear)
        kinds = {kind["kind"]: kind["operators"] for kind in found["kinds"]}
        self.assertGreaterEqual(kinds["optimizer"], 2)
        self.assertEqual(found["unknown"]["operators"], 0)
        self.assertTrue(any(op["name"].startswith("backward.") for op in found["operators"]))

    def test_a_transposed_and_a_grouped_convolution_keep_their_shapes(self):
        model = nn.Sequential(nn.ConvTranspose2d(4, 6, 3, stride=2, padding=1, output_padding=1),
                              nn.Conv2d(6, 6, 3, groups=6, dilation=2))
        found = self.captured(model, torch.randn(1, 4, 5, 5))
        self.assertEqual([kind["kind"] for kind in found["kinds"]], ["transposed_conv2d", "depthwise_conv2d"])
        self.assertEqual(found["total"]["macs"], 25 * 4 * 6 * 9 + 6 * 6 * 6 * 9)

    def test_a_large_model_needs_no_memory(self):
        model = nn.Linear(1 << 20, 1 << 20, bias=False, device="meta")
        found = self.captured(model, torch.empty(8, 1 << 20, device="meta"))
        self.assertEqual(found["parameters"], 1 << 40)
        self.assertEqual(found["total"]["macs"], 8 << 40)


if __name__ == "__main__":
    unittest.main()
