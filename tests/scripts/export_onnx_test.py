#!/usr/bin/env python3
"""What PyTorch's own exporter makes of causal masks and rotary positions is recognised: export_onnx_test.py ROOT PROGRAM."""
import json
import os
import unittest
import warnings

from torch_case import TorchCase
import torch
import exported_decoder as decoder

BATCH, TOKENS = 2, 100


class Export(TorchCase):
    def operators(self, masking, **options):
        path = os.path.join(os.path.dirname(self.path), "decoder.onnx")
        inputs = (torch.zeros(BATCH, TOKENS, dtype=torch.int64), torch.ones(BATCH, TOKENS, dtype=torch.int64))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of loops that tracing unrolls
            torch.onnx.export(decoder.Decoder(masking).eval(), inputs, path, input_names=["tokens", "padding"],
                              opset_version=14, **options)
        sizes = ["--param", f"batch={BATCH}", "--param", f"length={TOKENS}"] if options else []
        lines = os.path.join(os.path.dirname(self.path), "decoder.jsonl")
        self.systole("import", path, "-o", lines, *sizes)
        with open(lines, encoding="utf-8") as file:
            return [json.loads(line) for line in file][1:]

    def check(self, operators):
        attentions = [op for op in operators if op["kind"] == "attention"]
        self.assertEqual(len(attentions), 1)
        self.assertTrue(attentions[0].get("causal", False), attentions)
        self.assertEqual(attentions[0].get("window", 0), 0)
        self.assertEqual((attentions[0]["heads"], attentions[0]["kv_heads"]), (decoder.HEADS, decoder.KV_HEADS))
        rotary = [op["rows"] for op in operators if op["kind"] == "rotary"]
        self.assertEqual(rotary, [BATCH * decoder.HEADS * TOKENS, BATCH * decoder.KV_HEADS * TOKENS])

    def test_masks_of_fixed_size(self):
        for masking in (decoder.by_positions, decoder.by_diagonal, decoder.by_writing, decoder.by_buffer):
            with self.subTest(masking.__name__):
                self.check(self.operators(masking))

    def test_masks_of_open_size(self):
        axes = {"tokens": {0: "batch", 1: "length"}, "padding": {0: "batch", 1: "length"}}
        for masking in (decoder.by_positions, decoder.by_writing):
            with self.subTest(masking.__name__):
                self.check(self.operators(masking, dynamic_axes=axes))


if __name__ == "__main__":
    unittest.main()
