"""The command line: check and walk a questionnaire, run a survey, serve its pages.

Times are London time. Every command says what it did; the ones that look have --json.
"""

from __future__ import annotations

from collections.abc import Callable

import typer

from survey.cli import (
    authoring,
    backups,
    channel,
    contacts,
    deciding,
    doctor,
    invitations,
    keys,
    practice,
    reading,
    releasing,
    reporting,
    running,
    serving,
    staff,
    team,
    translations,
    versions,
    xlsform,
)
from survey.cli.terminal import give_up
from survey.errors import SurveyError

app = typer.Typer(
    name="survey",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    help="Questionnaires in YAML, answered in a browser, closed on time. Begin with `survey check`.",
)
COMMANDS: dict[str, dict[str, Callable[..., None]]] = {
    "For the author of a questionnaire": {
        "check": authoring.check,
        "preview": authoring.preview,
        "walk": authoring.walk,
        "diff": authoring.diff,
        "print": authoring.print_form,
        "translate": translations.translate,
        "translations": translations.translations,
        "schema": authoring.schema,
        "reference": authoring.reference,
        "from-xlsform": xlsform.from_xlsform,
        "to-xlsform": xlsform.to_xlsform,
    },
    "For the team that runs a survey": {
        "checklist": running.checklist,
        "verify-support": running.verify_support,
        "name-controller": running.name_controller,
        "approve": running.approve,
        "open": team.open_survey,
        "extend": team.extend,
        "versions": versions.versions,
        "revise": team.revise,
        "close": team.close,
        "undo": running.undo,
        "limit": team.limit,
        "status": team.status,
        "live": team.live,
        "history": team.history,
        "archive": running.archive,
        "unarchive": running.unarchive,
        "report": reporting.report,
        "reports": reporting.list_reports,
        "freeze": releasing.freeze,
        "unfreeze": releasing.unfreeze,
        "release": releasing.release,
        "publish": releasing.publish,
        "unpublish": releasing.unpublish,
        "releases": releasing.releases,
        "data": releasing.data,
        "simulate": team.simulate,
        "import-responses": team.import_responses,
        "keying-template": team.keying_template,
    },
    "For whoever runs the program": {
        "serve": serving.serve,
        "settings": serving.settings,
        "doctor": doctor.doctor,
        "backup-key": backups.backup_key,
        "backup": backups.backup,
        "backups": backups.backups,
        "restore": backups.restore,
    },
}
for panel, commands in COMMANDS.items():
    for name, command in commands.items():
        app.command(name, rich_help_panel=panel)(command)
app.add_typer(channel.app, name="channel", rich_help_panel="For the team that runs a survey")
app.add_typer(contacts.app, name="contacts", rich_help_panel="For the team that runs a survey")
for name, command in deciding.COMMANDS.items():
    reading.app.command(name)(command)
app.add_typer(reading.app, name="reading", rich_help_panel="For the team that runs a survey")
app.add_typer(practice.app, name="practice", rich_help_panel="For the team that runs a survey")
app.add_typer(invitations.app, name="invitations", rich_help_panel="For the team that runs a survey")
app.add_typer(keys.app, name="keys", rich_help_panel="For whoever runs the program")
app.add_typer(staff.app, name="staff", rich_help_panel="For whoever runs the program")


def main() -> None:
    """Run a command; what goes wrong on purpose is a sentence and exit code 1, never a traceback."""
    try:
        app()
    except SurveyError as error:
        give_up(str(error))
