"""Places on the progress bar where an author declares none: each section is one, by its title."""

from __future__ import annotations

from survey.engine.piping import unpiped
from survey.engine.tokens import ExpressionError
from survey.engine.yaml_source import Map, Seq


def own_stages(tree: Map) -> None:
    """Without stages:, and while no section names one, every section becomes a stage of its own."""
    sections = tree.get("sections")
    written = [one for one in sections if isinstance(one, Map)] if isinstance(sections, Seq) else []
    if "stages" in tree or any("stage" in section for section in written):
        return
    stages = Map(tree.mark)
    for section in written:
        at = section.keys_at.get("id", section.mark)
        name = str(section.get("id", "unnamed"))
        section.put("stage", name, at, section.values_at.get("id"))
        stages.put(name, said(str(section.get("title", ""))) or name)
    tree.put("stages", stages)


def said(title: str) -> str:
    """A title without the answers that it quotes; a faulty one as it is, for it is told elsewhere."""
    try:
        return unpiped(title)
    except ExpressionError:
        return title
