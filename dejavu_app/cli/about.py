"""``dejavu info`` and ``dejavu doctor``: what is in an archive, and what this installation is made of."""

from __future__ import annotations

import hashlib
import os
import platform
import shutil
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import click

from dejavu_app import __version__
from dejavu_app.cli.ingest import handover_note
from dejavu_app.cli.terminal import NamedPath, print_json

PACKAGES = ("numpy", "spacy", "torch", "sentence-transformers", "openvino", "tokenizers", "hnswlib", "sqlite-utils",
            "PySide6-Essentials")
ABILITIES = ("sse4_2", "avx", "avx2", "avx512f", "avx512_vnni", "avx_vnni", "avx512_bf16", "amx_bf16", "amx_int8",
             "asimd", "asimddp", "bf16", "i8mm")


@click.command()
@click.argument("archive", type=NamedPath())
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
def info(archive: Path, as_json: bool) -> None:
    """Say what is inside ARCHIVE and how much of it can be searched by meaning."""
    from dejavu_app.archive import Archive

    with Archive(archive) as opened:
        found = opened.info()
        # All of them: an export asks for the number of one.
        found["searches"] = [{"id": row.id, "name": row.name, "text": row.text[:80]}
                             for row in opened.searches(limit=sys.maxsize)]
    if as_json:
        print_json(found)
        return
    dates = " to ".join(dict.fromkeys(str(found[name]) for name in ("first_date", "last_date") if found[name]))
    click.echo(f"{archive.name}: {found['articles']:,} articles, {found['passages']:,} passages"
               + (f", {dates}" if dates else ""))
    click.echo(f"{found['encoded']:,} of {found['passages']:,} passages are encoded"
               + (f" with {found['encoder']}" if found["encoder"] else ""))
    if len(found["encoders"]) > 1:
        for row in found["encoders"]:
            click.echo(f"  {row['name']}: {row['encoded']:,} of {found['passages']:,}  ({row['fingerprint']})")
    if found["leftover"]:
        click.echo(f"{found['leftover']:,} vectors of an earlier encoder wait to be removed; dejavu encode goes on.")
    note = handover_note(archive)
    if note:
        click.echo(note)
    for title in ("newspapers", "languages", "sources", "searches", "collections"):
        rows = found.get(title) or []
        if title == "searches":
            rows = sorted(rows, key=lambda row: not row["name"])  # what was given a name is sought again
        if rows:
            click.echo(f"\n{title.capitalize()} ({len(rows)})")
        for row in rows[:20]:
            count = row.get("articles")
            label = " ".join((row["name"] or row.get("text", "")).split()) or "without a text"
            click.echo(f"  {label}" + (f": {count:,}" if count is not None else f"  (search {row['id']})"))
        if len(rows) > 20:
            click.echo(f"  … and {len(rows) - 20} more")


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
def doctor(as_json: bool) -> None:
    """Check this installation: versions, models and checksums, abilities of the processor, index, free space."""
    found = examination()
    if as_json:
        print_json(found)
        return
    for title, rows in found.items():
        if not isinstance(rows, dict):
            click.echo(f"{title.replace('_', ' ')}: {rows}")
            continue
        click.echo(f"{title.replace('_', ' ')}:")
        for name, value in rows.items():
            shown = ", ".join(value) if isinstance(value, list) else value
            click.echo(f"  {name}: {shown}")


def examination() -> dict[str, Any]:
    """Everything that ``doctor`` tells, as plain data."""
    from dejavu_app.indexing import hnsw_available
    from dejavu_app.resources import cache_dir, data_dir

    packages = {name: _version(name) for name in PACKAGES}
    return {
        "dejavu": __version__,
        "python": f"{platform.python_version()} ({sys.executable})",
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
        "packages": packages,
        "models": _models(),
        "processor": {"name": _processor(), "cores": str(os.cpu_count() or 1), "abilities": _abilities()},
        "index": "hnswlib" if hnsw_available() else "exact (hnswlib is not installed; large archives search slower)",
        "free_space": {str(folder): f"{shutil.disk_usage(folder).free / 2**30:.1f} GiB"
                       for folder in dict.fromkeys((data_dir(), cache_dir()))},
    }


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"


def _models() -> dict[str, str]:
    """The SHA-256 of every shipped model: over its files' names and contents, in order of name."""
    from dejavu_app.resources import resource_path

    root = resource_path("models")
    found: dict[str, str] = {}
    for folder in sorted(path for path in root.iterdir() if path.is_dir()) if root.is_dir() else []:
        digest, size = hashlib.sha256(), 0
        for file in sorted(path for path in folder.rglob("*") if path.is_file()):
            digest.update(file.relative_to(folder).as_posix().encode())
            with file.open("rb") as stream:
                digest.update(hashlib.file_digest(stream, "sha256").digest())
            size += file.stat().st_size
        found[folder.name] = f"{size / 2**20:.1f} MiB, sha256 {digest.hexdigest()}"
    return found | _weights()


def _weights() -> dict[str, str]:
    """Whether the weights that an encoder's card names are there and are the ones it names."""
    from dejavu_app.encoding import catalogue
    from dejavu_app.encoding.conversion import checked_graph, weights_folder
    from dejavu_app.errors import UserError

    found = {}
    for card in catalogue():
        try:
            where = weights_folder(card) if "weights" in card.fields else checked_graph(card)
            found[f"{card.name} weights"] = f"sha256 {card.sha256}, checked: {where}"
        except UserError as error:
            found[f"{card.name} weights"] = f"NOT USABLE: {error}"
    return found


def _processor() -> str:
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        for line in cpuinfo.read_text(encoding="utf-8", errors="replace").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def _abilities() -> list[str]:
    """What speeds encoding up, as the kernel tells it; empty where the system keeps that to itself."""
    cpuinfo = Path("/proc/cpuinfo")
    if not cpuinfo.exists():
        return []
    for line in cpuinfo.read_text(encoding="utf-8", errors="replace").splitlines():
        if line.startswith(("flags", "Features")):
            flags = set(line.partition(":")[2].split())
            return [ability for ability in ABILITIES if ability in flags]
    return []
