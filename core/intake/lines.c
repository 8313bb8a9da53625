/* Lines of orders that an earlier file brought. */
#include "core/intake/job.h"

static bool read_line(struct job *job, struct row *row, struct error *error)
{
    struct job_line line;
    bool fresh;
    enum writer_outcome outcome;
    if (!row_need(row, FIELD_NUMBER))
        return true;
    const char *number = row_id(row, FIELD_NUMBER);
    job_read_line(row, &line);
    if (row_reason(row) != NULL)
        return true;
    struct seen_order *seen = seen_number(job->seen, number, &fresh);
    if (fresh && !writer_find_order(job->writer, number, &seen->order, error))
        return false;
    seen->before = true;
    if (seen->order == 0) {
        row_complain(row, FIELD_NUMBER,
            "is of an order that the shop does not have; import the orders first");
        return true;
    }
    if (!job_write_line(job, row, &line, seen, &outcome, error))
        return false;
    job->report->orders += fresh;
    job_count(job, outcome, false);
    return true;
}

const struct kind_reader lines_reader = {.read = read_line, .finish = job_cut_lines};
