"""How colours look: their contrast, and what people with fewer kinds of cones see of them."""

from __future__ import annotations

import numpy as np

#: What light amounts to for people without red, green or blue cones: Machado, Oliveira and Fernandes 2009, severity 1.
SIGHT = {
    "all cones": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}
#: Linear sRGB to CIE XYZ under daylight, and the white that it is held against (IEC 61966-2-1).
TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
WHITE = np.array([0.9505, 1.0, 1.089])
#: Where CIE L*a*b* passes from a straight line to a cube root.
NEAR_BLACK, SLOPE = 216 / 24389, 24389 / 27


def linear(colour: str) -> np.ndarray:
    """Red, green and blue of "#RRGGBB" as amounts of light, 0 to 1."""
    parts = np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)]) / 255
    return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)


def luminance(colour: str) -> float:
    """Relative luminance, 0 to 1 (WCAG 2)."""
    return float(TO_XYZ[1] @ linear(colour))


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 to 21 (WCAG 2)."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def lab(colour: str, sight: str = "all cones") -> np.ndarray:
    """CIE L*a*b* of a colour as it is seen by a sight of `SIGHT`."""
    light = np.clip(SIGHT[sight] @ linear(colour), 0, 1)
    parts = TO_XYZ @ light / WHITE
    x, y, z = np.where(parts > NEAR_BLACK, np.cbrt(parts), (SLOPE * parts + 16) / 116)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def apart(one: str, other: str, sight: str = "all cones") -> float:
    """How far apart two colours look: the distance in CIE L*a*b*, of which 2.3 can just be seen."""
    return float(np.linalg.norm(lab(one, sight) - lab(other, sight)))
