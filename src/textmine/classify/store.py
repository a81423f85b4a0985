"""Save and load models: arrays and JSON in one file, nothing that could be executed.

A model file is a zip with ``manifest.json`` and one ``.npy`` per array. The manifest lists the SHA-256 of every array, the
archive's comment that of the manifest. The same model gives the same bytes.
"""

from __future__ import annotations

import functools
import hashlib
import io
import json
import zipfile
import zlib
from pathlib import Path
from tokenize import TokenError
from typing import Any

import numpy as np

import textmine
from textmine.classify.calibration import Calibration, ReviewCurve
from textmine.classify.features import Features
from textmine.classify.model import MODES, ComplaintClassifier, Head
from textmine.errors import InputError
from textmine.resources import data_path
from textmine.writing.targets import complete_or_nothing

__all__ = ["default_model", "load_model", "model_checksum", "save_model"]

_KIND = "textmine model"
_VERSION = 1
_MAX_BYTES = 2 * 1024**3
_DATE = (2020, 1, 1, 0, 0, 0)
_ARRAYS = ("keys", "idf", "scales", "weights", "intercepts", "bias", "review_confidence", "review_accuracy")
_KINDS = {"keys": "u8", "weights": "f2", "intercepts": "f4"}  # every other array: f8


def save_model(model: ComplaintClassifier, path: str | Path, *, force: bool = False) -> Path:
    """Write a fitted model to one file.

    Raises
    ------
    InputError
        When the target exists and `force` is not given, or cannot be written; when a label is neither text nor a number.
    """
    classes = _storable_labels(model)
    arrays: dict[str, np.ndarray[Any, Any]] = {}
    heads = {}
    for name, head in _all_heads(model).items():
        heads[name] = {
            "is_sublinear": head.features.is_sublinear,
            "slope": head.calibration.slope,
            "n_calibration": head.calibration.n,
            "margin": list(head.calibration.margin),
        }
        for key, array in _head_arrays(head).items():
            arrays[f"{name}/{key}"] = array
    packed = {f"{name}.npy": _npy(array) for name, array in sorted(arrays.items())}
    manifest = {
        "kind": _KIND,
        "version": _VERSION,
        "textmine": textmine.__version__,
        "classes": classes,
        "parameters": _plain(model.get_params()),
        "second_level": {
            str(label): [str(s) for s in subs] for label, (subs, _) in model.second_level_.items()
        },
        "training": _plain(model.training_),
        "heads": heads,
        "sha256": {name: hashlib.sha256(data).hexdigest() for name, data in packed.items()},
    }
    text = json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True, allow_nan=False).encode("utf-8")
    with (
        complete_or_nothing(path, force=force) as partial,
        zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive,
    ):
        for name, data in [("manifest.json", text), *packed.items()]:
            archive.writestr(zipfile.ZipInfo(name, _DATE), data, zipfile.ZIP_DEFLATED)
        archive.comment = hashlib.sha256(text).hexdigest().encode()
    return Path(path)


def _storable_labels(model: ComplaintClassifier) -> list[Any]:
    """Return the labels as plain values; a file holds texts, whole numbers, decimals and truth values."""
    labels = [v.item() if isinstance(v, np.generic) else v for v in model.classes_.tolist()]
    for label in labels:
        if not isinstance(label, str | int | float) or label != label:
            raise InputError(
                f"a label of kind {type(label).__name__} cannot be saved: {str(label)[:40]!r}",
                fix="write the labels as text or numbers before fitting",
                zh=f"标签类型 {type(label).__name__} 无法保存：{str(label)[:40]}；请在训练前把标签写成文本或数字",
            )
    return labels


def _all_heads(model: ComplaintClassifier) -> dict[str, Head]:
    heads = dict(model.heads_)
    for number, (_, head) in enumerate(model.second_level_.values()):
        heads[f"second{number}"] = head
    return heads


def _head_arrays(head: Head) -> dict[str, np.ndarray[Any, Any]]:
    return {
        "keys": head.features.keys,
        "idf": head.features.idf,
        "scales": head.features.scales,
        "weights": head.weights.astype(np.float16),
        "intercepts": head.intercepts,
        "bias": head.calibration.bias,
        "review_confidence": head.review.confidence,
        "review_accuracy": head.review.accuracy,
    }


def _npy(array: np.ndarray[Any, Any]) -> bytes:
    buffer = io.BytesIO()
    np.lib.format.write_array(buffer, np.ascontiguousarray(array), allow_pickle=False)
    return buffer.getvalue()


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(k): _plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple | np.ndarray):
        return [_plain(v) for v in value]
    return value.item() if isinstance(value, np.generic) else value


def load_model(path: str | Path) -> ComplaintClassifier:
    """Load a model that `save_model` wrote; refuse anything else with a reason.

    Raises
    ------
    InputError
        When the file is missing, foreign, damaged, tampered with, of a later version, or absurdly large.
    """
    source = Path(path)
    try:
        with zipfile.ZipFile(source) as archive:
            if sum(part.file_size for part in archive.infolist()) > _MAX_BYTES:
                raise _refusal(source, "it unpacks to an absurd size", "解压后体积异常")
            manifest = _read_manifest(archive, source)
            arrays = {
                name: _read_array(archive, name, digest, source)
                for name, digest in manifest["sha256"].items()
            }
    except FileNotFoundError:
        raise InputError("no such model", path=source, fix="check the path", zh="模型文件不存在") from None
    except IsADirectoryError:
        raise InputError(
            "this is a folder, not a model", path=source, zh="这是文件夹，不是模型文件"
        ) from None
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        OSError,
        NotImplementedError,
        RuntimeError,
        UnicodeDecodeError,
    ):
        raise _refusal(source, "it is no model file, or damaged", "不是模型文件，或已损坏") from None
    try:
        return _rebuild(manifest, arrays)
    except (KeyError, ValueError, TypeError, IndexError, AttributeError) as error:
        raise _refusal(
            source,
            f"its parts do not fit together ({type(error).__name__}: {str(error)[:80]})",
            "各部分对不上",
        ) from None


def _refusal(path: Path, reason: str, reason_zh: str) -> InputError:
    return InputError(
        f"the model is refused: {reason}",
        path=path,
        fix="train it again with `textmine train`",
        zh=f"拒绝加载模型：{reason_zh}；请用 textmine train 重新训练",
    )


def _read_manifest(archive: zipfile.ZipFile, path: Path) -> dict[str, Any]:
    try:
        text = archive.read("manifest.json")
        manifest = json.loads(text)
    except (KeyError, ValueError, RecursionError):
        raise _refusal(
            path,
            "it has no readable manifest; another program wrote it",
            "没有可读的清单，可能由其他程序写出",
        ) from None
    if (
        not isinstance(manifest, dict)
        or manifest.get("kind") != _KIND
        or not isinstance(manifest.get("sha256"), dict)
    ):
        raise _refusal(path, "its manifest is not one of textmine's", "清单不是 textmine 的")
    if manifest.get("version") != _VERSION:
        raise _refusal(
            path,
            f"it has format {manifest.get('version')!r}, this textmine reads format {_VERSION}",
            f"其格式为 {manifest.get('version')!r}，本版 textmine 只读格式 {_VERSION}",
        )
    if archive.comment != hashlib.sha256(text).hexdigest().encode():
        raise _refusal(path, "its manifest was changed after it was written", "清单在写出后被改动")
    listed = {"manifest.json", *manifest["sha256"]}
    if {part.filename for part in archive.infolist()} != listed:
        raise _refusal(path, "its list of contents is not that of its manifest", "内容与清单不符")
    return manifest


def _read_array(archive: zipfile.ZipFile, name: str, digest: str, path: Path) -> np.ndarray[Any, Any]:
    data = archive.read(name)
    if hashlib.sha256(data).hexdigest() != digest:
        raise _refusal(path, f"{name} was changed after it was written", f"{name} 在写出后被改动")
    try:
        array = np.lib.format.read_array(io.BytesIO(data), allow_pickle=False)
    except (ValueError, TypeError, SyntaxError, TokenError, RecursionError, OverflowError, MemoryError):
        # A header is Python text of a stranger, and may promise more than there is memory for.
        raise _refusal(path, f"{name} is no plain array", f"{name} 不是普通数组") from None
    wanted = _KINDS.get(name.removesuffix(".npy").rpartition("/")[2], "f8")
    if array.dtype != np.dtype(wanted) or (array.dtype.kind == "f" and not np.isfinite(array).all()):
        raise _refusal(path, f"{name} does not hold what it should", f"{name} 的内容不对")
    return array


def _rebuild(manifest: dict[str, Any], arrays: dict[str, np.ndarray[Any, Any]]) -> ComplaintClassifier:
    known = set(ComplaintClassifier().get_params())
    model = ComplaintClassifier(**{k: v for k, v in manifest["parameters"].items() if k in known})
    model.classes_ = np.array(manifest["classes"])
    model.n_features_in_ = 1
    model.training_ = manifest["training"]
    model.out_of_fold_ = {}
    model.heads_ = {mode: _head(mode, manifest, arrays, len(model.classes_)) for mode in MODES}
    model.second_level_ = {}
    for number, (label, subs) in enumerate(manifest["second_level"].items()):
        head = _head(f"second{number}", manifest, arrays, len(subs))
        model.second_level_[label] = (np.array(subs), head)
    return model


def _head(
    name: str, manifest: dict[str, Any], arrays: dict[str, np.ndarray[Any, Any]], n_classes: int
) -> Head:
    part = {key: arrays[f"{name}/{key}.npy"] for key in _ARRAYS}
    about = manifest["heads"][name]
    n = len(part["keys"])
    shapes = {
        "idf": (n,),
        "weights": (n, n_classes),
        "intercepts": (n_classes,),
        "bias": (n_classes,),
        "scales": (3,),
    }
    for key, shape in shapes.items():
        if part[key].shape != shape:
            raise ValueError(f"{name}/{key} has shape {part[key].shape}, not {shape}")
    if n > 1 and not (part["keys"][1:] > part["keys"][:-1]).all():
        raise ValueError(f"{name}/keys are not in order")
    return Head(
        Features(part["keys"], part["idf"], part["scales"], is_sublinear=bool(about["is_sublinear"])),
        part["weights"].astype(np.float32),
        part["intercepts"],
        Calibration(float(about["slope"]), part["bias"], int(about["n_calibration"]), _margin(about)),
        ReviewCurve(part["review_confidence"], part["review_accuracy"]),
    )


def _margin(about: dict[str, Any]) -> tuple[float, ...]:
    """Return the margin's weights; a model written before there were any has none."""
    margin = tuple(float(v) for v in about.get("margin", ()))
    if len(margin) not in (0, 3):
        raise ValueError(f"a calibration by the margin has 3 numbers, not {len(margin)}")
    return margin


def model_checksum(path: str | Path) -> str:
    """Return the SHA-256 of a model file, as hexadecimal digits: what provenance sheets and stores name it by."""
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()


def default_model_path() -> Path:
    """Return where the shipped model lies."""
    return data_path("default_model.tmm")


@functools.cache
def default_model() -> ComplaintClassifier:
    """Load the shipped model: 17 community issue categories, learnt from the authored corpus alone.

    Examples
    --------
    >>> default_model().predict(["小区门口的路灯坏了一个星期，晚上漆黑一片"]).tolist()
    ['utilities']
    """
    return load_model(default_model_path())
