"""Answers quoted on a page: in its title, escaped, and with the survey's own words beside them."""

from __future__ import annotations

from tests.builders import asking
from tests.robot import Robot
from tests.web.site import Site

FORM = asking("""\
- {id: name, ask: short_text, text: "Is it {minutes} minutes?"}
- {page: after, title: "About {name or 'it'}", text: "Until {closes}: {name or 'it'}"}
- {id: more, ask: short_text, text: "More about {name or 'it'}", required: true}
""")


def test_what_was_typed_is_quoted_and_stays_text(sqlite_site: Site) -> None:
    robot = Robot(sqlite_site.browser(), sqlite_site.open(FORM))
    robot.start()
    page = robot.first_question()
    assert "Is it 15 minutes?" in page.text
    form = page.form()
    page = robot.send(page, form, form.filled() | {"name": ["<b>Tea</b> {closes}"]}, ("action", "continue"))
    assert page.html.count("About &lt;b&gt;Tea&lt;/b&gt;") >= 2  # the heading and the title of the window
    assert "<b>Tea" not in page.html
    form = page.form()
    page = robot.send(page, form, form.filled(), ("action", "continue"))
    assert page.status == 422
    assert "Answer this to go on: More about &lt;b&gt;Tea" in page.html
