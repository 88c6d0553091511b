"""What an author would want to know of a sound questionnaire before anybody answers it.

Advice, unlike a fault, keeps nobody from using the file. Each piece can be accepted in the file under
`accepted:`, with the reason; it is then not told again.
"""

from survey.engine.advice.advise import advise

__all__ = ["advise"]
