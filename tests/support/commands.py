"""Commands without the program around them: what one answers, or the error that ends it."""

from click.testing import CliRunner, Result

from wso2_strategy.cli import application
from wso2_strategy.errors import StrategyError


def run(*words: str, columns: int | None = None) -> Result:
    width = None if columns is None else str(columns)
    return CliRunner().invoke(application, words, env={"COLUMNS": width})


def output(*words: str, columns: int | None = None) -> str:
    result = run(*words, columns=columns)
    assert result.exit_code == 0, result.output
    return result.stdout


def error(*words: str) -> StrategyError:
    raised = run(*words).exception
    assert isinstance(raised, StrategyError)
    return raised
