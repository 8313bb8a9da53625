/*
 * block_tables: the rows of a block as tables that SQL can read; nobody but the block uses it.
 *
 * A whole block is inserted by one statement for each table, INSERT … SELECT … FROM the rows that
 * wait, so that SQLite takes the values where they lie: no binding, and no step for each row.
 */
#ifndef STORE_BLOCK_TABLES_H
#define STORE_BLOCK_TABLES_H

#include "core/store/block.h"

struct block_tables;

/* Adds the tables to a connection, which keeps them until they are closed. One at a time. */
struct block_tables *block_tables_open(struct database *database, struct error *error);
void block_tables_close(struct block_tables **tables);

/* Inserts the rows of one table of a block. */
bool block_tables_insert(struct block_tables *tables, const struct block *block,
    enum block_table table, struct error *error);

#endif
