"""Expected values for test/data/audio/oracle.test.ts, from torchaudio, SciPy and Python's wave module.

Run with Debian's python3-torchaudio and python3-scipy: /usr/bin/python3 test/data/audio/oracle.py > test/data/audio/oracle.json
"""

import base64
import io
import json
import platform
import wave

import numpy
import scipy
import torch
import torchaudio
from scipy.io import wavfile


def signal(rate, count):
    """A rising tone over two still ones, in closed form and single precision, so that the test makes the same."""
    t = numpy.arange(count) / rate
    rising = 0.4 * numpy.sin(2 * numpy.pi * (300 * t + 2000 * t * t))
    still = 0.2 * numpy.sin(2 * numpy.pi * 1234.5 * t) + 0.1 * numpy.cos(2 * numpy.pi * 97 * t)
    return (rising + still).astype(numpy.float32).astype(numpy.float64)


def spectrogram(rate, seconds, window, hop, bands):
    count = round(seconds * rate)
    width, step = round(window * rate / 1000), round(hop * rate / 1000)
    size = 1 << (width - 1).bit_length()
    # torch puts the window into the middle of its frame: zeros before and after make the same frames of ours
    before = (size - width) // 2
    padded = numpy.pad(signal(rate, count), (before, size - width - before))
    mel = torchaudio.transforms.MelSpectrogram(
        sample_rate=rate, n_fft=size, win_length=width, hop_length=step, center=False, power=2.0, n_mels=bands,
        mel_scale="htk", norm=None)
    powers = mel(torch.from_numpy(padded)).T
    full = (torch.hann_window(width, dtype=torch.float64).sum() / 2) ** 2
    levels = 10 * torch.log10(powers / full)
    form = {"rate": rate, "seconds": seconds, "window": window, "hop": hop, "bands": bands}
    rows = [0, 1, levels.shape[0] // 2, levels.shape[0] - 1]
    return {"form": form, "frames": levels.shape[0], "rows": rows, "levels": levels[rows].tolist()}


def resampled(rate, to, count):
    result = torchaudio.functional.resample(torch.from_numpy(signal(rate, count)), rate, to)
    return {"from": rate, "to": to, "count": count, "samples": result.tolist()}


def wav(name, write):
    file = io.BytesIO()
    write(file)
    file.seek(0)
    rate, read = wavfile.read(file)
    if read.dtype == numpy.uint8:
        amplitudes = (read.astype(float) - 128) / 128
    elif read.dtype == numpy.float32:
        amplitudes = read.astype(float)
    else:  # SciPy puts 24 bits into the upper ones of 32
        amplitudes = read / -float(numpy.iinfo(read.dtype).min)
    if amplitudes.ndim == 2:
        amplitudes = amplitudes.mean(axis=1)
    return {"name": name, "bytes": base64.b64encode(file.getvalue()).decode(), "rate": rate,
            "samples": amplitudes.tolist()}


def written(rate, values):
    return lambda file: wavfile.write(file, rate, values)


def of_24_bits(file):
    values = numpy.array([0, 1, -1, 2**23 - 1, -2**23, 123456, -654321], dtype="<i4")
    with wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(3)
        out.setframerate(44100)
        out.writeframes(b"".join(int(value).to_bytes(3, "little", signed=True) for value in values))


torch.set_default_dtype(torch.float64)  # filters and windows of single precision are off by up to 0.02 dB
random = numpy.random.RandomState(1)
files = [
    wav("8 bits", written(8000, random.randint(0, 256, 7).astype(numpy.uint8))),
    wav("16 bits", written(8000, random.randint(-2**15, 2**15, 8).astype(numpy.int16))),
    wav("16 bits in stereo", written(22050, random.randint(-2**15, 2**15, (6, 2)).astype(numpy.int16))),
    wav("24 bits", of_24_bits),
    wav("32 bits", written(48000, random.randint(-2**31, 2**31, 6).astype(numpy.int32))),
    wav("floating-point numbers in three channels", written(16000, random.uniform(-1, 1, (5, 3)).astype(numpy.float32))),
]
json.dump({
    "tool": f"torchaudio {torchaudio.__version__}, torch {torch.__version__}, SciPy {scipy.__version__}, "
            f"numpy {numpy.__version__}, Python {platform.python_version()}",
    "command": "/usr/bin/python3 test/data/audio/oracle.py > test/data/audio/oracle.json",
    "signal": "0.4 sin(2π(300 t + 2000 t²)) + 0.2 sin(2π·1234.5 t) + 0.1 cos(2π·97 t), t = n/rate",
    "spectrograms": [spectrogram(8000, 0.2, 32, 10, 20), spectrogram(16000, 0.3, 25, 10, 40)],
    "resampled": [resampled(8000, 16000, 60), resampled(44100, 16000, 150), resampled(16000, 11025, 90)],
    "files": files,
}, __import__("sys").stdout, ensure_ascii=False, separators=(",", ":"))
