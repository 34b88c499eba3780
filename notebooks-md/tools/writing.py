"""Files in memory written as a folder or a zip: all or nothing, and over nothing that is not ours.

What is written has a MANIFEST of its files, as `sha256sum --check` reads it. Written again, a
folder or zip is replaced only if it holds exactly these: notebooks that somebody worked in stay.
"""

import hashlib
import io
import os
import tempfile
import zipfile
from pathlib import Path

MANIFEST = "MANIFEST"


class Refusal(Exception):
    """Why nothing was written, in one line."""


def manifest(files):
    """A line for each file: its SHA-256 and its name."""
    lines = [f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(files)]
    return "".join(lines).encode()


def write(files, out):
    """Write the files, by name, to a zip where `out` ends in .zip, else to a folder."""
    out = Path(out)
    files = {**files, MANIFEST: manifest(files)}
    if out.exists():
        strange = changed(_read_zip(out) if out.is_file() else _read_folder(out))
        if strange:
            raise Refusal(f"{out} is not replaced: {strange}; move it away, or choose another name")
    out.absolute().parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{out.name}.", dir=out.absolute().parent) as scratch:
        whole = Path(scratch) / "whole"
        if out.suffix == ".zip":
            whole.write_bytes(zipped(files, out.stem))
            os.replace(whole, out)
            return
        for name, content in files.items():
            path = whole / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        if out.exists():
            os.replace(out, Path(scratch) / "before")
        os.replace(whole, out)


def zipped(files, folder):
    """A zip of one folder; the same files are the same bytes, whatever the day."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(f"{folder}/{name}", date_time=(1980, 1, 1, 0, 0, 0))
            entry.compress_type, entry.external_attr, entry.create_system = (
                zipfile.ZIP_DEFLATED,
                0o100644 << 16,
                3,
            )
            archive.writestr(entry, files[name])
    return buffer.getvalue()


def changed(files):
    """What keeps these files from being replaced; None where they are as they were written."""
    if not files:
        return None
    if files.get(MANIFEST) is None:
        return "it was not written by this program"
    known = {
        line[66:]: line[:64] for line in files.pop(MANIFEST).decode(errors="replace").splitlines()
    }
    for name in sorted(files.keys() | known.keys()):
        if name not in known:
            return f"{name} was added"
        if name not in files:
            return f"{name} was taken out"
        if hashlib.sha256(files[name]).hexdigest() != known[name]:
            return f"{name} was changed"
    return None


def _read_folder(folder):
    paths = [path for path in folder.rglob("*") if not path.is_dir() or path.is_symlink()]
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() if path.is_file() else b""
        for path in paths
    }


def _read_zip(path):
    try:
        with zipfile.ZipFile(path) as archive:
            names = [name for name in archive.namelist() if not name.endswith("/")]
            return {name.partition("/")[2] or name: archive.read(name) for name in names}
    except (zipfile.BadZipFile, RuntimeError):
        return {path.name: b""}
