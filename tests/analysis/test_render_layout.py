from __future__ import annotations

from analysis.disclosure import SafeTable, protect
from analysis.render.columns import MOST_COLUMNS
from analysis.render.layout import numbers, sheets
from analysis.tables import Cell, Group, Label, Table
from tests.analysis import specimen


def test_a_table_of_groups_and_principles_is_turned_and_split_by_block() -> None:
    by_sector, by_role = sheets(specimen.table("T3"))
    assert (by_sector.id, by_role.id) == ("T3a", "T3b")
    assert by_sector.title.endswith(", by sector")
    assert [band.heading for band in by_sector.bands] == [text for text, _ in specimen.PRINCIPLES.values()]
    assert [line.label for line in by_sector.bands[0].lines][:2] == [
        "Three sectors, equal weight",
        "Policing",
    ]
    assert by_sector.columns[:3] == ("Base, n", "Mean, 0 to 100", "Indicative interval")


def ranked(*ranks: float | None) -> Table:
    """A table with a rank a row, none where it may not be told."""
    cells = [
        Cell(str(at), "all", "rank", rank, n=100, group=Group((), str(at)), kind="answer")
        for at, rank in enumerate(ranks)
    ]
    rows = tuple(Label(str(at), f"Row {at}") for at in range(len(ranks)))
    return Table("T3r", "Order", "", "", (), rows, (Label("all", "All"),), tuple(cells))


def test_on_a_page_ranges_move_into_their_cells_where_steps_need_the_room() -> None:
    (page,), (book,) = sheets(specimen.table("T3i"), most=6), sheets(specimen.table("T3i"), most=99)
    assert "Indicative interval" in book.columns
    assert len(page.columns) == len(book.columns) - 1
    said = page.bands[0].lines[0].entries[page.columns.index("Mostly or built in, %")].text
    assert said.endswith(")")
    assert not any(entry.text.endswith(") small") for entry in page.entries)


def test_rows_stand_in_the_order_of_their_ranks() -> None:
    (sheet,) = sheets(protect([ranked(3, 1, 2)]).tables[0])
    assert [line.label for line in sheet.bands[0].lines] == ["Row 1", "Row 2", "Row 0"]


def test_where_a_rank_is_not_told_rows_stay_as_they_are() -> None:
    (sheet,) = sheets(protect([ranked(3, None, 1)]).tables[0])
    assert [line.label for line in sheet.bands[0].lines] == ["Row 0", "Row 1", "Row 2"]


def test_what_was_set_aside_has_a_base_of_its_own_beside_its_shares() -> None:
    (sheet,) = sheets(specimen.table("T3i"))
    assert sheet.columns.index("Those asked, n") == sheet.columns.index("Don't know, %") - 1
    assert not any("(n " in heading for heading in sheet.columns)
    assert sheet.subtitle.endswith("Of those who answered. Base: people who gave a rating.")


def rated(*, aside: int = 290) -> SafeTable:
    """A need whose sides were rated by different people, as T8 has it."""
    bases = {
        "importance": 260,
        "current": 265,
        "gap": 250,
        "dk": aside,
        "unmet": 250,
        "rank": 250,
        "top": 285,
    }
    about = {"gap": "both", "unmet": "both", "rank": "both", "dk": "current"}
    cells = tuple(
        Cell("lead", "all", measure, 2.0, 1.5, 2.5, n, Group((), about.get(measure, measure)), "answer")
        for measure, n in bases.items()
    )
    rows, cols = (Label("lead", "Leaders who back it"),), (Label("all", "All"),)
    return protect([Table("T8", "Needs", "", "", (), rows, cols, cells)]).tables[0]


def test_each_measure_that_rests_on_others_has_its_own_base_in_a_workbook() -> None:
    (book,) = sheets(rated(), most=99)
    headings = [heading for heading in book.columns if " to " not in heading and heading[:4] != "Indi"]
    bases = {
        h: e.text for h, e in zip(book.columns, book.bands[0].lines[0].entries, strict=True) if ", n" in h
    }
    assert bases == {
        "Base, n": "260",
        "In place now: base, n": "265",
        "Gap, unmet need and rank: base, n": "250",
        "Those asked, n": "290",
        "Among top three: base, n": "285",
    }
    assert headings.index("Gap") == headings.index("Gap, unmet need and rank: base, n") + 1


def test_on_a_page_a_base_of_one_measure_stands_in_its_cell() -> None:
    (page,) = sheets(rated())
    assert len(page.columns) <= MOST_COLUMNS
    said = dict(zip(page.columns, (entry.text for entry in page.bands[0].lines[0].entries), strict=True))
    assert said["In place now, 1 to 5"] == "2.0, n 265"
    assert said["Gap, unmet need and rank: base, n"] == "250"
    assert said["Don't know, %"] == "2 (2 to 3), n 290"
    assert said["Among top three, %"] == "2 (2 to 3), n 285"


def test_measures_of_one_printed_base_have_it_once() -> None:
    (book,) = sheets(rated(aside=260), most=99)
    assert "Those asked, n" not in book.columns
    assert book.columns.index("Don't know, %") < book.columns.index("In place now: base, n")


def test_bold_is_kept_for_the_row_above_all_blocks() -> None:
    lines = sheets(specimen.table("T3"))[0].bands[0].lines
    assert [line.strong for line in lines] == [True, False, False, False]


def test_a_hidden_row_is_marked_in_every_cell_and_its_base_too() -> None:
    lines = [line for band in sheets(specimen.table("T3"))[1].bands for line in band.lines]
    hidden = next(line for line in lines if line.label == "Other role")
    assert {entry.text for entry in hidden.entries} == {"[c]"}


def test_a_very_small_group_has_its_mean_with_interval_and_no_percentage() -> None:
    sheet = sheets(specimen.table("T3"))[1]
    line = next(line for line in sheet.bands[0].lines if line.label == "Business support")
    said = dict(zip(sheet.columns, line.entries, strict=False))
    assert said["Mean, 0 to 100"].text.endswith(" [u]")
    assert said["Scoring 75 or more, %"].text == "[x]"
    assert (
        "small"
        in next(line for line in sheet.bands[0].lines if line.label == "Senior leader").entries[0].text
    )


def test_one_column_of_measures_keeps_rows_under_their_blocks() -> None:
    (sheet,) = sheets(specimen.table("T1"))
    assert [band.heading for band in sheet.bands] == ["", "Sector", "Role"]
    assert sheet.columns == ("Answers", "%")


def test_one_measure_over_several_columns_is_a_cross_table() -> None:
    (sheet,) = sheets(specimen.table("T12"))
    assert sheet.columns == ("Policing", "Health", "Local authority")


def test_steps_of_a_scale_stand_side_by_side_with_the_base_first() -> None:
    (sheet,) = sheets(specimen.table("T3i"))
    assert sheet.columns[0] == "Base, n"
    assert sheet.columns[1] == "Not in place, %"


def test_intervals_of_means_give_way_on_a_page_but_not_in_a_workbook() -> None:
    (page,), (book,) = sheets(specimen.table("T8"), most=7), sheets(specimen.table("T8"), most=99)
    assert len(page.columns) <= 7 < len(book.columns)
    assert page.columns[-2:] == ("Unmet need, %", "Indicative interval")


def test_ranges_move_into_their_cells_where_columns_still_do_not_fit() -> None:
    (page,) = sheets(specimen.table("T8"), most=5)
    assert "Indicative interval" not in page.columns
    assert page.bands[0].lines[0].entries[-1].text.endswith(")")


def test_notes_are_those_of_the_marks_that_occur_in_their_order() -> None:
    first = [note.split()[0] for note in sheets(specimen.table("T3"))[1].notes]
    assert first[:4] == ["[c]", "[u]", "[x]", "“Small”"]
    assert not any(note.startswith("[") for note in sheets(specimen.table("T8"))[0].notes)


def test_columns_with_measures_of_their_own_are_named_after_them() -> None:
    cols = (Label("chosen", "Chosen"), Label("most", "Matters most"))
    cells = tuple(
        Cell(row, col, measure, value, n=400, group=Group((), f"{row} {col}"), kind="answer")
        for row in ("time", "money")
        for col, measure, value in (
            ("chosen", "percent", 60.0),
            ("chosen", "rank", 1.0),
            ("most", "percent", 30.0),
        )
    )
    rows = (Label("time", "Time"), Label("money", "Money"))
    exact = Table("T9", "What gets in the way", "%", "Those who chose any", (), rows, cols, cells)
    (sheet,) = sheets(protect([exact]).tables[0])
    assert sheet.columns[1:3] == ("Chosen: %", "Chosen: Rank")
    assert sheet.columns[-1] == "Matters most: %"


def test_numbers_behind_a_heat_map_say_mean_interval_and_base_in_one() -> None:
    text = numbers(specimen.table("T3"), "mean").bands[0].lines[0].entries[0].text
    assert " to " in text
    assert ", n " in text


def test_no_sheet_is_wider_than_a_page_has_room_for() -> None:
    wide = {sheet.id: len(sheet.columns) for table in specimen.release().tables for sheet in sheets(table)}
    assert {sheet for sheet, count in wide.items() if count > MOST_COLUMNS} <= {"T3i"}
