-- The index by category is for the few events of providers, law and keys among the many of claims and sheets, which are most
-- of the ledger and are read in its own order. Without them each filing has three entries fewer to write.

DROP INDEX ledger.events_category_position;
CREATE INDEX events_category_position ON ledger.events ((split_part(stream, '-', 1)), position)
  WHERE split_part(stream, '-', 1) NOT IN ('claim', 'sheets');
