-- What is done to many at once is recorded in the table `undo`, like every other change.

DROP TABLE bulk_steps;

DROP TABLE bulk_batches;
