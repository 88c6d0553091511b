"""A bad and a good sample for each rule: what it must find, and what looks alike and is sound."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Sample:
    """Two pieces of code that lie at the same place."""

    bad: str
    good: str
    folder: str = "survey/web"
    ending: str = ".py"


PAGE = """
from survey.web.respondent.start import GET, desk, router, see_other
"""
SAMPLES: dict[str, Sample] = {
    "commit-after-the-reply": Sample(
        bad="""
from fastapi import Depends
def page(tx=Depends(opened)): ...
""",
        good="""
from fastapi import Depends
def page(tx=Depends(opened, scope="function")): ...
""",
    ),
    "statement-put-together": Sample(
        bad="""
from sqlalchemy import text
def named(connection, name):
    connection.execute(text(f"SELECT * FROM draft WHERE id = '{name}'"))
""",
        good="""
from sqlalchemy import text
def named(connection, name):
    connection.execute(text("SELECT * FROM draft WHERE id = :name"), {"name": name})
""",
        folder="survey/storage",
    ),
    "clock-without-a-zone": Sample(
        bad="from datetime import datetime\nnow = datetime.now()\n",
        good="def closed(tx, window):\n    return tx.now >= window.closes_at\n",
        folder="survey/fieldwork",
    ),
    "another-clock": Sample(
        bad="from datetime import UTC, datetime\nnow = datetime.now(UTC)\n",
        good="def closed(store, window):\n    return store.clock() >= window.closes_at\n",
        folder="survey/fieldwork",
    ),
    "form-by-the-framework": Sample(
        bad="""
from fastapi import Form
async def page(word: str = Form()): ...
""",
        good="""
from survey.web.forms import posted
async def page(request):
    return (await posted(request)).one("word")
""",
    ),
    "markup-of-text": Sample(
        bad="from markupsafe import Markup\ndef page(words):\n    return Markup(words)\n",
        good="from markupsafe import escape\ndef page(words):\n    return escape(words)\n",
    ),
    "safe-in-a-template": Sample(
        bad="<p>{{ answer | safe }}</p>\n",
        good="<p>{{ answer }} is safe to keep</p>\n",
        folder="templates/respondent",
        ending=".html",
    ),
    "template-that-does-not-escape": Sample(
        bad="from jinja2 import Environment\njinja = Environment(loader=None)\n",
        good="from jinja2 import Environment\njinja = Environment(loader=None, autoescape=True)\n",
    ),
    "looking-changes-something": Sample(
        bad=PAGE
        + """
@router.api_route("/s/{slug}/withdraw", methods=GET)
async def withdraw(request, slug):
    at = desk(request)
    await at.call(request, at.receipts.withdraw, slug, "code")
    return see_other("/")
""",
        good=PAGE
        + """
@router.post("/s/{slug}/withdraw")
async def withdraw(request, slug):
    at = desk(request)
    await at.call(request, at.receipts.withdraw, slug, "code")
    return see_other("/")

@router.api_route("/s/{slug}/withdraw", methods=GET)
async def ask(request, slug):
    at = desk(request)
    return await at.call(request, at.receipts.knows, slug, "code")
""",
    ),
    "reply-that-may-be-kept": Sample(
        bad='def page(response):\n    response.headers["Cache-Control"] = "public"\n    return response\n',
        good='def page(response):\n    response.headers["Retry-After"] = "3"\n    return response\n',
    ),
    "on-to-anywhere": Sample(
        bad='def after(at):\n    return see_other(at.form.one("to"))\n',
        good='def after(at):\n    return see_other(own_page(at.form.one("to")))\n',
    ),
    "secret-compared-by-equals": Sample(
        bad="def fits(given, account):\n    return given == account.token\n",
        good="""
import secrets
def fits(given, account):
    return given != "" and secrets.compare_digest(given, account.token)
""",
    ),
    "address-of-a-person": Sample(
        bad="def page(request):\n    return request.client.host\n",
        good='def page(request):\n    return request.headers.get("hx-request")\n',
    ),
    "log-of-what-was-typed": Sample(
        bad='def page(log, request):\n    log.info("page", address=str(request.url))\n',
        good='def page(log, request):\n    log.info("page", request=request.state.request_id)\n',
    ),
    "chance-that-can-be-guessed": Sample(
        bad="import random\ncode = random.getrandbits(120)\n",
        good="import secrets\ncode = secrets.token_bytes(15)\n",
        folder="survey/fieldwork",
    ),
    "yaml-that-builds-objects": Sample(
        bad="import yaml\ndef read(text):\n    return yaml.load(text, yaml.Loader)\n",
        good="from survey.engine.yaml_source import read_yaml\ndef read(text):\n    return read_yaml(text)\n",
        folder="survey/engine",
    ),
    "workbook-with-formulas": Sample(
        bad="from xlsxwriter import Workbook\ndef write(path):\n    return Workbook(path)\n",
        good="""
from xlsxwriter import Workbook
from analysis.spreadsheet import AS_TEXT
def write(path):
    return Workbook(path, AS_TEXT)
""",
        folder="analysis",
    ),
    "rows-that-may-be-formulas": Sample(
        bad="import csv\ndef write(file, rows):\n    csv.writer(file).writerows(rows)\n",
        good="from analysis.spreadsheet import write_rows\ndef w(to, rows):\n    write_rows(to, (), rows)\n",
        folder="analysis",
    ),
    "xml-from-outside": Sample(
        bad="from lxml import etree\ndef read(text):\n    return etree.fromstring(text)\n",
        good="from lxml import etree\ndef write(root):\n    return etree.tostring(root)\n",
        folder="analysis",
    ),
    "objects-from-bytes": Sample(
        bad="import pickle\ndef read(content):\n    return pickle.loads(content)\n",
        good="import json\ndef read(content):\n    return json.loads(content)\n",
        folder="analysis",
    ),
}
