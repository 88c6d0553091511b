"""What a backup holds beside the tables: whatever is kept as files and cannot be made again.

The register of releases and the log of asked tables, without which later figures could be subtracted from
earlier ones, and the files of final reports, which readers have. Other reports and data are made again.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from survey.errors import Refused
from survey.fieldwork.final.files import folder_of
from survey.settings import Settings
from survey.storage.backup.archive import Part
from survey.storage.database import Store

REGISTERS = ("releases", "queries")
FOLDERS = (*REGISTERS, "reports")


def files_to_keep(store: Store) -> Iterator[tuple[str, Path]]:
    """The name of each file inside the data folder, and where it is."""
    root = store.settings.data_dir.absolute()
    with store.read() as tx:
        slugs = {campaign.id: campaign.slug for campaign in tx.campaigns.all()}
        finals = [one.request_id for id in slugs for one in tx.releases.of(id) if one.entry]
        places = [
            folder_of(store.settings, slugs[request.campaign_id], request.id)
            for request in map(tx.report_requests.get, finals)
        ]
    for folder in (*(root / name for name in REGISTERS), *places):
        for path in sorted(folder.rglob("*")):
            hidden = any(part.startswith(".") for part in path.relative_to(root).parts)
            if path.is_file() and not path.is_symlink() and not hidden:
                yield path.relative_to(root).as_posix(), path


def put_back(settings: Settings, part: Part) -> str | None:
    """Put a file into the data folder; its name where another is there, which is left as it is."""
    named = PurePosixPath(part.name)
    if named.is_absolute() or ".." in named.parts or named.parts[0] not in FOLDERS:
        raise Refused(f"This backup has a file in a place where none belongs: {part.name}.")
    path = settings.make_data_dir().absolute().joinpath(*named.parts)
    data = b"".join(part.pieces())
    part.finish()
    if path.exists():
        return None if path.read_bytes() == data else part.name
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    return None
