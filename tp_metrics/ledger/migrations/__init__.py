"""How the ledger's tables came to be, one step to a file of `versions`, run by `upgrades`."""
