"""`python -m tp_metrics VERB`."""

from tp_metrics.cli import main

if __name__ == "__main__":
    main()
