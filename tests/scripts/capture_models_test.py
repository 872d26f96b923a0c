#!/usr/bin/env python3
"""Known models, captured from PyTorch, have the totals that were published and those of the same model in other formats:
capture_models_test.py ROOT PROGRAM. ONNX files of others are read from $SYSTOLE_SHARED/inputs/onnx, where there are any."""
import os
import pathlib
import unittest

from torch_case import TorchCase
import torch
import torch_models


def exported(name):
    """A model exported by others; None, visibly, where it is not at hand."""
    path = pathlib.Path(os.environ.get("SYSTOLE_SHARED", "/nowhere")) / "inputs" / "onnx" / name
    if path.is_file():
        return str(path)
    print(f"skipped: SYSTOLE_SHARED names no folder with inputs/onnx/{name}")
    return None


def on_meta(model):
    return model.to("meta").eval()


def image():
    return torch.empty(1, 3, 224, 224, device="meta")


class Models(TorchCase):
    def check(self, found, macs, parameters, shipped):
        """`macs` as published, within half a percent; the rest to the last unit."""
        self.assertAlmostEqual(found["total"]["macs"] / macs, 1, delta=0.005)
        self.assertEqual(found["parameters"], parameters)
        self.assertEqual(found["unknown"]["operators"], 0)
        self.assertEqual(self.inspected(shipped)["total"]["macs"], found["total"]["macs"])

    def check_same(self, found, onnx, joined=0):
        """`joined`: parameters that the exporter joined with others."""
        if onnx:
            same = self.inspected(onnx)
            self.assertEqual(same["total"]["macs"], found["total"]["macs"])
            self.assertEqual(same["parameters"] + joined, found["parameters"])

    def operators(self, found, kind):
        return {one["kind"]: one["operators"] for one in found["kinds"]}.get(kind, 0)

    def test_resnet_50(self):
        found = self.captured(on_meta(torch_models.resnet50()), image())
        self.check(found, 4.09e9, 25_557_032, "resnet50")
        # The exporter made one bias of the scale and the shift of each of 26,560 channels.
        self.check_same(found, exported("tv_resnet50_noweights.onnx"), 26_560)
        self.assertEqual(self.operators(found, "conv2d"), 53)

    def test_vit_b_16(self):
        found = self.captured(on_meta(torch_models.VisionTransformer()), image())
        self.check(found, 17.564e9, 86_567_656, "vit_b16")
        self.check_same(found, exported("tv_vit_b_16_noweights.onnx"))
        self.assertEqual(self.operators(found, "attention"), 12)

    def test_bert_base(self):
        tokens = torch.zeros(1, 384, dtype=torch.int64, device="meta")
        found = self.captured(on_meta(torch_models.Bert()), tokens)
        # The layers of arXiv:1810.04805 and two products per head; 109,482,240 is the size of its published files.
        self.check(found, 12 * (7_077_888 * 384 + 2 * 384 * 384 * 768), 109_482_240, "bert_base")
        self.assertEqual(self.operators(found, "attention"), 12)


if __name__ == "__main__":
    unittest.main()
