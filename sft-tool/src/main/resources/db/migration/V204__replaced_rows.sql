-- Which rows of earlier items an item answers otherwise although the questions have other words, as JSON; null where it was
-- never tried. The common subset of H2 and PostgreSQL only.
alter table ledger_item add column replaced_rows text;
