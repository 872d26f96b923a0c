"""Known models in plain PyTorch, with the dimensions of their papers: convolutions and nn.Transformer* as people write
them. Built on the device "meta" they need no memory."""
import torch
from torch import nn


class Bottleneck(nn.Module):
    """1 x 1, 3 x 3, 1 x 1, with the stride at the 3 x 3 (v1.5) and a shortcut."""

    def __init__(self, channels, width, stride):
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(channels, width, 1, bias=False), nn.BatchNorm2d(width), nn.ReLU(),
            nn.Conv2d(width, width, 3, stride, 1, bias=False), nn.BatchNorm2d(width), nn.ReLU(),
            nn.Conv2d(width, 4 * width, 1, bias=False), nn.BatchNorm2d(4 * width))
        self.shortcut = nn.Identity() if channels == 4 * width and stride == 1 else nn.Sequential(
            nn.Conv2d(channels, 4 * width, 1, stride, bias=False), nn.BatchNorm2d(4 * width))

    def forward(self, x):
        return torch.relu(self.body(x) + self.shortcut(x))


def resnet50():
    """K. He et al., CVPR 2016, arXiv:1512.03385."""
    layers = [nn.Conv2d(3, 64, 7, 2, 3, bias=False), nn.BatchNorm2d(64), nn.ReLU(), nn.MaxPool2d(3, 2, 1)]
    channels = 64
    for width, blocks, stride in ((64, 3, 1), (128, 4, 2), (256, 6, 2), (512, 3, 2)):
        for block in range(blocks):
            layers.append(Bottleneck(channels, width, stride if block == 0 else 1))
            channels = 4 * width
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(2048, 1000))


def encoder(norm_first):
    """The twelve layers that BERT-base and ViT-B share."""
    layer = nn.TransformerEncoderLayer(768, 12, 3072, dropout=0.0, activation="gelu", batch_first=True,
                                       norm_first=norm_first)
    return nn.TransformerEncoder(layer, 12, enable_nested_tensor=False)


class Bert(nn.Module):
    """J. Devlin et al., NAACL 2019, arXiv:1810.04805: BERT-base with its pooler."""

    def __init__(self):
        super().__init__()
        self.words, self.positions, self.segments = (nn.Embedding(n, 768) for n in (30522, 512, 2))
        self.norm, self.layers, self.pooler = nn.LayerNorm(768), encoder(norm_first=False), nn.Linear(768, 768)

    def forward(self, tokens):
        positions = torch.arange(tokens.shape[1], device=tokens.device)
        x = self.words(tokens) + self.positions(positions) + self.segments(torch.zeros_like(tokens))
        return torch.tanh(self.pooler(self.layers(self.norm(x))[:, 0]))


class VisionTransformer(nn.Module):
    """A. Dosovitskiy et al., ICLR 2021, arXiv:2010.11929: ViT-B/16 at 224 x 224."""

    def __init__(self):
        super().__init__()
        self.patches = nn.Conv2d(3, 768, 16, 16)
        self.class_token = nn.Parameter(torch.zeros(1, 1, 768))
        self.positions = nn.Parameter(torch.zeros(1, 197, 768))
        self.layers, self.norm, self.head = encoder(norm_first=True), nn.LayerNorm(768), nn.Linear(768, 1000)

    def forward(self, images):
        x = self.patches(images).flatten(2).transpose(1, 2)
        x = torch.cat([self.class_token.expand(x.shape[0], -1, -1), x], dim=1) + self.positions
        return self.head(self.norm(self.layers(x))[:, 0])
