"""Makes images/ and images.json: small pictures in every way that PNG and JPEG know, each with the gray values that it holds.

    pip install numpy==2.4.6 Pillow==13.0.0
    python tests/conformance/make_images.py

PNG files are written here, chunk by chunk, so that what they hold is known without a decoder; JPEG files are written and
read again by Pillow (libjpeg-turbo). Every picture has its own content, so that a value in the wrong place shows.
"""

import io
import json
import pathlib
import struct
import zlib

import numpy as np
from PIL import Image

HERE = pathlib.Path(__file__).parent
WIDTH, HEIGHT = 13, 11
GRAY, RGB, PALETTE, GRAY_ALPHA, RGBA = 0, 2, 3, 4, 6
CHANNELS = {GRAY: 1, RGB: 3, PALETTE: 1, GRAY_ALPHA: 2, RGBA: 4}
PASSES = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]

expected = {}
seed = 0


def values(channels, most):
    """A smooth picture with some noise, other at every call: height x width x channels of 0 to `most`."""
    global seed
    seed += 1
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH]
    out = np.empty((HEIGHT, WIDTH, channels))
    for c in range(channels):
        a, b, d = rng.uniform(0.05, 0.9, 3)
        out[..., c] = 0.5 + 0.4 * np.sin(a * x + b * y + 6 * d) + rng.uniform(-0.1, 0.1, (HEIGHT, WIDTH))
    return np.clip(np.round(out * most), 0, most).astype(np.int64)


def luma(rgb):
    return rgb @ np.array([0.299, 0.587, 0.114])


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def packed(row, depth):
    """A row of samples as bytes."""
    flat = row.reshape(-1)
    if depth == 16:
        return flat.astype(">u2").tobytes()
    if depth == 8:
        return flat.astype(np.uint8).tobytes()
    bits = "".join(format(int(v), f"0{depth}b") for v in flat)
    bits += "0" * (-len(bits) % 8)
    return bytes(int(bits[i : i + 8], 2) for i in range(0, len(bits), 8))


def paeth(a, b, c):
    p = a + b - c
    pa, pb, pc = abs(p - a), abs(p - b), abs(p - c)
    return a if pa <= pb and pa <= pc else b if pb <= pc else c


def filtered(rows, step, kind):
    """Rows of bytes behind their filter; kind 5 takes them in turn."""
    out, before = b"", None
    for i, row in enumerate(rows):
        this = i % 5 if kind == 5 else kind
        up = before or bytes(len(row))
        line = bytearray()
        for j, v in enumerate(row):
            a = row[j - step] if j >= step else 0
            c = up[j - step] if j >= step else 0
            line.append((v - [0, a, up[j], (a + up[j]) // 2, paeth(a, up[j], c)][this]) % 256)
        out += bytes([this]) + bytes(line)
        before = row
    return out


def png(samples, color, depth, interlaced=False, filter_kind=5, extra=(), tail=()):
    height, width, channels = samples.shape
    assert channels == CHANNELS[color]
    step = max(1, channels * depth // 8)
    data = b""
    for x, y, dx, dy in PASSES if interlaced else [(0, 0, 1, 1)]:
        part = samples[y::dy, x::dx]
        if part.size:
            data += filtered([packed(row, depth) for row in part], step, filter_kind)
    head = struct.pack(">IIBBBBB", width, height, depth, color, 0, 0, int(interlaced))
    body = zlib.compress(data, 9)
    # Two IDAT chunks: what is packed may be cut anywhere.
    half = len(body) // 2
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + b"".join(extra)
        + chunk(b"IDAT", body[:half]) + chunk(b"IDAT", body[half:]) + b"".join(tail) + chunk(b"IEND", b"")
    )  # fmt: skip


def save(folder, name, data, gray):
    path = HERE / "images" / folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    if gray is not None:
        gray = np.clip(np.floor(np.asarray(gray, dtype=float) + 0.5), 0, 255).astype(np.uint8)
        assert gray.shape == (HEIGHT, WIDTH), (name, gray.shape)
        expected.setdefault(folder, {})[name] = gray.tobytes().hex()


def plain_pngs():
    for depth in (1, 2, 4, 8, 16):
        for interlaced in (False, True):
            most = 2**depth - 1
            way = "interlaced" if interlaced else "plain"
            gray = values(1, most)
            save("png", f"gray-{depth}-{way}.png", png(gray, GRAY, depth, interlaced), gray[..., 0] * 255 / most)
            if depth >= 8:
                rgb = values(3, most)
                save("png", f"rgb-{depth}-{way}.png", png(rgb, RGB, depth, interlaced), luma(rgb) * 255 / most)
            if depth <= 8:
                count = min(most + 1, 200)
                colours = np.random.default_rng(900 + depth).integers(0, 256, (count, 3))
                index = values(1, count - 1)
                data = png(index, PALETTE, depth, interlaced, extra=[chunk(b"PLTE", colours.astype(np.uint8).tobytes())])
                save("png", f"palette-{depth}-{way}.png", data, luma(colours[index[..., 0]]))
    for kind, name in enumerate(["none", "sub", "up", "average", "paeth"]):
        rgb = values(3, 255)
        save("png", f"filter-{name}.png", png(rgb, RGB, 8, filter_kind=kind), luma(rgb))
    opaque = np.concatenate([values(3, 255), np.full((HEIGHT, WIDTH, 1), 255)], axis=2)
    save("png", "rgba-all-opaque.png", png(opaque, RGBA, 8), luma(opaque[..., :3]))
    gray = values(1, 255)
    text = [chunk(b"tEXt", b"Title\0nothing"), chunk(b"gAMA", struct.pack(">I", 45455)), chunk(b"prVt", b"private")]
    save("png", "other-chunks.png", png(gray, GRAY, 8, extra=text), gray[..., 0])
    for number in range(2, 9):
        gray = values(1, 255)
        upright = gray[..., 0]
        lying = laid(upright, number)[..., None]
        exif = [chunk(b"eXIf", tiff(number))]
        save("png", f"exif-{number}.png", png(np.ascontiguousarray(lying), GRAY, 8, tail=exif), upright)


def laid(upright, number):
    """How a picture lies in a file whose EXIF orientation is that number."""
    return {
        1: upright,
        2: upright[:, ::-1],
        3: upright[::-1, ::-1],
        4: upright[::-1, :],
        5: upright.T,
        6: np.rot90(upright, 1),
        7: upright[::-1, ::-1].T,
        8: np.rot90(upright, -1),
    }[number]


def tiff(number):
    return b"MM\0*\0\0\0\x08" + struct.pack(">HHHIHHI", 1, 0x0112, 3, 1, number, 0, 0)


def transparent_pngs():
    """Ink that covers a part of the page, some of it by half; the ground is what the ink is not."""
    for folder, light in (("dark-ink", 0), ("light-ink", 1)):
        ground = 0 if light else 1
        for depth in (8, 16):
            most = 2**depth - 1
            for interlaced in (False, True):
                way = "interlaced" if interlaced else "plain"
                alpha = values(1, most)
                alpha[:3], alpha[-2:] = 0, most
                share = alpha[..., 0] / most
                gray = values(1, most) // 5 + light * (most - most // 5)
                laid_gray = 255 * (gray[..., 0] / most * share + ground * (1 - share))
                data = png(np.concatenate([gray, alpha], axis=2), GRAY_ALPHA, depth, interlaced)
                save(folder, f"gray-alpha-{depth}-{way}.png", data, laid_gray)
                rgb = values(3, most) // 5 + light * (most - most // 5)
                laid_rgb = 255 * (luma(rgb) / most * share + ground * (1 - share))
                data = png(np.concatenate([rgb, alpha], axis=2), RGBA, depth, interlaced)
                save(folder, f"rgba-{depth}-{way}.png", data, laid_rgb)
        for depth in (1, 2, 4, 8):
            count = 2**depth if depth < 8 else 100
            rng = np.random.default_rng(40 + depth + light)
            colours = rng.integers(0, 50, (count, 3)) + light * 205
            alpha = rng.integers(0, 256, max(1, count // 2))
            alpha[0] = 0
            index = values(1, count - 1)
            extra = [chunk(b"PLTE", colours.astype(np.uint8).tobytes()), chunk(b"tRNS", alpha.astype(np.uint8).tobytes())]
            share = (np.concatenate([alpha, np.full(count - len(alpha), 255)]) / 255)[index[..., 0]]
            grays = luma(colours[index[..., 0]]) * share + 255 * ground * (1 - share)
            save(folder, f"palette-transparent-{depth}.png", png(index, PALETTE, depth, extra=extra), grays)
        # One gray level, one colour that stands for "transparent".
        for depth in (4, 8, 16):
            most = 2**depth - 1
            gray = values(1, most) // 4 + light * (most - most // 4)
            key = int(gray[5, 5, 0])
            data = png(gray, GRAY, depth, extra=[chunk(b"tRNS", struct.pack(">H", key))])
            save(folder, f"gray-key-{depth}.png", data, np.where(gray[..., 0] == key, ground * 255, gray[..., 0] * 255 / most))
        rgb = values(3, 255) // 4 + light * 192
        key = rgb[4, 6]
        data = png(rgb, RGB, 8, extra=[chunk(b"tRNS", struct.pack(">HHH", *map(int, key)))])
        save(folder, "rgb-key-8.png", data, np.where((rgb == key).all(axis=2), ground * 255, luma(rgb)))


def jpeg(image, **options):
    out = io.BytesIO()
    image.save(out, "JPEG", **options)
    return out.getvalue()


def ycck(data):
    """The colours of a JPEG file for printing as YCCK, which Pillow reads and does not write: planes of Y, Cb, Cr and black are
    written as if they were inks, and the mark in Adobe's segment is then set to say what they are."""
    inks = Image.open(io.BytesIO(data))
    planes = np.asarray(inks.convert("RGB").convert("YCbCr"))
    black = planes[..., :1] // 4
    # Inks are written turned round.
    written = np.concatenate([255 - planes, black], axis=2)
    data = bytearray(jpeg(Image.frombytes("CMYK", inks.size, written.tobytes()), quality=95))
    mark = data.index(b"Adobe") + 11
    assert data[mark] == 0
    data[mark] = 2
    return bytes(data)


def luma_of(data):
    """The luma as libjpeg-turbo has it: the Y of the file, else that of its colours."""
    image = Image.open(io.BytesIO(data))
    if image.mode == "RGB":
        image.draft("L", image.size)
    if image.mode == "L":
        return np.asarray(image).astype(float)
    return luma(np.asarray(image.convert("RGB")).astype(float))


def jpegs():
    def coloured():
        return Image.fromarray(values(3, 255).astype(np.uint8), "RGB")

    def gray():
        return Image.fromarray(values(1, 255)[..., 0].astype(np.uint8), "L")

    made = {
        "gray.jpg": jpeg(gray(), quality=90),
        "gray-progressive.jpg": jpeg(gray(), quality=90, progressive=True),
        "colour-444.jpg": jpeg(coloured(), quality=90, subsampling=0),
        "colour-422.jpg": jpeg(coloured(), quality=90, subsampling=1),
        "colour-420.jpg": jpeg(coloured(), quality=90, subsampling=2),
        "colour-420-progressive.jpeg": jpeg(coloured(), quality=85, subsampling=2, progressive=True),
        "colour-444-progressive.JPG": jpeg(coloured(), quality=85, subsampling=0, progressive=True),
        "colour-optimised.jpg": jpeg(coloured(), quality=60, optimize=True),
        "colour-quality-30.jpg": jpeg(coloured(), quality=30),
        "restart-markers.jpg": jpeg(coloured(), quality=90, restart_marker_blocks=1),
        "rgb-kept.jpg": jpeg(coloured(), quality=90, keep_rgb=True),
        "cmyk.jpg": jpeg(coloured().convert("CMYK"), quality=90),
        "comment.jpg": jpeg(coloured(), quality=90, comment="an end marker in here: \xff\xd9"),
        "called.png": jpeg(coloured(), quality=90),
        "no-ending": jpeg(gray(), quality=90),
    }
    made["ycck.jpg"] = ycck(made["cmyk.jpg"])
    for name, data in made.items():
        save("jpeg", name, data, luma_of(data))
    for number in (3, 6):
        upright = values(1, 255)[..., 0].astype(np.uint8)
        lying = Image.fromarray(np.ascontiguousarray(laid(upright, number)))
        exif = Image.Exif()
        exif[0x0112] = number
        data = jpeg(lying, quality=95, exif=exif)
        back = luma_of(data)
        inverse = {3: back[::-1, ::-1], 6: np.rot90(back, -1)}[number]
        save("jpeg", f"exif-{number}.jpg", data, inverse)


def netpbms():
    gray, wide, rgb, bits = values(1, 255), values(1, 1000), values(3, 255), values(1, 1)
    head = f"{WIDTH} {HEIGHT}"

    def text(samples):
        return "\n".join(" ".join(str(v) for v in row.reshape(-1)) for row in samples).encode()

    black = 255 * (1 - bits[..., 0])
    dense = "".join(str(v) for v in bits.reshape(-1)).encode()
    rows = b"".join(packed(row, 1) for row in bits)
    for name, data, expect in [
        ("p1.pbm", f"P1\n# a comment\n{head}\n".encode() + text(bits), black),
        ("p1-dense.pbm", f"P1 {head}\n".encode() + dense, black[::, ::]),
        ("p2.pgm", f"P2\n{head}\n255\n".encode() + text(gray), gray[..., 0]),
        ("p3.ppm", f"P3\n{head}\n255\n".encode() + text(rgb), luma(rgb)),
        ("p4.pbm", f"P4\n{head}\n".encode() + rows, black),
        ("p5.pgm", f"P5\n{head} # size\n255\n".encode() + gray.astype(np.uint8).tobytes(), gray[..., 0]),
        ("p5-16.pgm", f"P5\n{head}\n1000\n".encode() + wide.astype(">u2").tobytes(), wide[..., 0] * 255 / 1000),
        ("p6.ppm", f"P6\n{head}\n255\n".encode() + rgb.astype(np.uint8).tobytes(), luma(rgb)),
        ("p6-called.pgm", f"P6\n{head}\n255\n".encode() + rgb[::-1].astype(np.uint8).tobytes(), luma(rgb[::-1])),
        ("p2-negative.pnm", f"P2\n{head}\n255\n".encode() + text(255 - gray), 255 - gray[..., 0]),
    ]:
        save("netpbm", name, data, expect)


def damaged():
    """What must be left out, and said."""
    good = png(values(3, 255), RGB, 8)
    head = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 2, 0, 0, 0)

    def headed(width=WIDTH, height=HEIGHT, depth=8, color=2):
        data = struct.pack(">IIBBBBB", width, height, depth, color, 0, 0, 0)
        return good.replace(chunk(b"IHDR", head), chunk(b"IHDR", data))

    image = Image.fromarray(values(3, 255).astype(np.uint8), "RGB")
    photo, progressive = jpeg(image, quality=90), jpeg(image, quality=90, progressive=True)
    frame = photo.index(b"\xff\xc0")
    sized = lambda h, w: photo[: frame + 5] + struct.pack(">HH", h, w) + photo[frame + 9 :]  # noqa: E731
    made = {
        "signature.png": b"\x89PNG\n\n\x1a\n" + good[8:],
        "header-checksum.png": good[:29] + b"\0\0\0\0" + good[33:],
        "no-data.png": b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IEND", b""),
        "colour-type-1.png": headed(color=1),
        "depth-3.png": headed(depth=3),
        "no-width.png": headed(width=0),
        "no-palette.png": headed(color=3),
        "huge.png": headed(width=0x7FFFFFFF, height=0x7FFFFFFF),
        "large.png": headed(width=60_000, height=60_000),
        "cut.png": good[: len(good) // 2],
        "data-checksum.png": good[: len(good) - 30] + bytes([good[-30] ^ 0x55]) + good[len(good) - 29 :],
        "cut.jpg": photo[: len(photo) - 40],
        "cut-by-two.jpg": photo[:-2],
        "cut-in-header.jpg": photo[:100],
        "cut-progressive.jpg": progressive[: len(progressive) - 60],
        "no-height.jpg": sized(0, WIDTH),
        "large.jpg": sized(65_500, 65_500),
        "lossless.jpg": photo.replace(b"\xff\xc0", b"\xff\xc3"),
        "arithmetic.jpg": photo.replace(b"\xff\xc0", b"\xff\xc9"),
        "twelve-bits.jpg": photo[: frame + 4] + b"\x0c" + photo[frame + 5 :],
        "no-quantisation.jpg": photo.replace(b"\xff\xdb", b"\xff\xef"),
        "start-alone.jpg": b"\xff\xd8\xff",
        "text.jpg": b"this is no picture\n",
        "gif.png": b"GIF89a" + bytes(20),
        "empty.png": b"",
        "cut.pgm": b"P5 13 11 255 " + bytes(100),
        "no-width.pgm": b"P5 0 11 255 ",
        "huge.pgm": b"P5 99999999999 11 255 ",
    }
    for name, data in made.items():
        save("damaged", name, data, None)
    expected["damaged"] = {name: "" for name in made}


plain_pngs()
transparent_pngs()
jpegs()
netpbms()
damaged()
(HERE / "images.json").write_text(json.dumps(expected, indent=0, sort_keys=True) + "\n")
