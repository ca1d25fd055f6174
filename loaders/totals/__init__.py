"""From the areas and organisations of a publisher to ours: counts are added, rates never averaged."""
