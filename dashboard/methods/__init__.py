"""The rules of judgement, told in plain words."""
