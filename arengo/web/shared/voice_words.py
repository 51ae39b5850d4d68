"""What a voice is about, in words."""

from arengo.contributions.coding import Target


def target_in_words(target: Target) -> str:
    """An axis or a strategy with its number, a section by its title, else what it is."""
    if target.strategy is not None and target.axis is not None:
        return f"{target.axis.number}.{target.strategy.number} {target.strategy.name}"
    if target.axis is not None:
        return str(target.axis)
    if target.section is not None:
        return str(target.section.title)
    return str(target.about.label)
