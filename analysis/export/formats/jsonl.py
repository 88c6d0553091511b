"""JSON Lines: an object a response, with the answers and, by themselves, the reasons for those not there."""

from __future__ import annotations

import json
from pathlib import Path
from typing import ClassVar

from analysis.export.formats.base import Format, Records


class Jsonl(Format):
    endings: ClassVar = (".jsonl",)
    missing: ClassVar = (
        "Each line has `answers`, which holds the values, and `missing`, which holds the code of the "
        "reason for every column without one. No column stands in both."
    )

    def write(self, records: Records, folder: Path) -> None:
        with (folder / self.files(records.name)[0]).open("w", encoding="utf-8", newline="\n") as file:
            for values, reasons in zip(records.rows(), records.rows_of_reasons(), strict=True):
                cells = list(zip(records.fields, values, reasons, strict=True))
                line: dict[str, object] = {one.name: value for one, value, _ in cells if not one.is_answer}
                answered = {
                    "answers": {one.name: value for one, value, why in cells if one.is_answer and not why},
                    "missing": {one.name: why for one, _, why in cells if one.is_answer and why},
                }
                line |= answered if records.has_reasons else {}
                file.write(json.dumps(line, ensure_ascii=False) + "\n")
