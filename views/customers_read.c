/* What the pane of customers reads, by jobs: the census family by family, a profile, a pair. */
#include <stdlib.h>
#include <string.h>

#include "core/base/phrase.h"
#include "views/customers_inside.h"

/* --- the census ---------------------------------------------------------------------------------
 */

struct counting {
    struct customers *customers;
    struct snapshot *snapshot;
    enum attribute_family family;
};

static bool count(void *context, struct progress *progress, struct error *error)
{
    struct counting *counting = context;
    return profile_count(counting->snapshot->census, counting->family, progress, error);
}

/* What was read before more was known may now show it. */
static void tell_all(struct customers *customers)
{
    if (customers->roll != NULL && customers->roll->snapshot == customers->snapshot)
        customers->roll_counted = customers->counted;
    if (customers->face != NULL && customers->face_snapshot == customers->snapshot)
        customers->face->counted = customers->counted;
    for (int i = 0; i < 2; i++) /* a new snapshot ends the comparing, so these are of this one */
        if (customers->merging.faces[i] != NULL)
            customers->merging.faces[i]->counted = customers->counted;
}

static void counted(void *context, bool succeeded, const struct error *error)
{
    struct counting *counting = context;
    struct customers *customers = counting->customers;
    if (!succeeded) {
        customers->failure = *error;
        return;
    }
    customers->counted |= 1u << counting->family;
    customers->counting_at++;
    tell_all(customers);
    /* The stages and the next offer need these two. */
    if (counting->family == FAMILY_SCORES || counting->family == FAMILY_PERSON)
        customers_ask_face(customers, customers->asked);
    customers_count(customers);
}

static void release_counting(void *context)
{
    struct counting *counting = context;
    snapshot_release(&counting->snapshot);
    free(counting);
}

void customers_count(struct customers *customers)
{
    static const struct job_work work = {count, counted, release_counting};
    if (customers->counting_at >= FAMILIES || customers->snapshot == NULL ||
        customers->snapshot->census == NULL)
        return;
    struct counting *counting = memory_zero(1, sizeof(*counting));
    counting->customers = customers;
    counting->snapshot = snapshot_hold(customers->snapshot);
    counting->family = profile_families[customers->counting_at];
    job_start(&customers->counting, console_loop(customers->console), &work, counting);
}

/* --- faces --------------------------------------------------------------------------------------
 */

struct reading {
    struct customers *customers;
    struct snapshot *snapshot;
    int64_t ids[2]; /* the second 0 for one profile */
    uint32_t counted;
    bool unmasked;
    struct customer_face *faces[2];
};

static bool read_faces(void *context, struct progress *progress, struct error *error)
{
    struct reading *reading = context;
    struct database *database = database_open(
        reading->snapshot->path, reading->unmasked ? DATABASE_WRITE : DATABASE_READ, error);
    bool good = database != NULL;
    for (int i = 0; good && i < 2 && reading->ids[i] != 0; i++) {
        reading->faces[i] = customer_face_make(reading->snapshot->census, database,
            &reading->snapshot->shop->currency, reading->ids[i], reading->counted,
            reading->unmasked, progress, error);
        good = reading->faces[i] != NULL;
    }
    database_free(&database);
    return good;
}

static void face_read(void *context, bool succeeded, const struct error *error)
{
    struct reading *reading = context;
    struct customers *customers = reading->customers;
    bool other = customers->face == NULL || customers->face->profile->id != reading->ids[0];
    customer_face_free(&customers->face);
    snapshot_release(&customers->face_snapshot);
    if (!succeeded) {
        customers->face_failure = *error;
        return;
    }
    customers->face = reading->faces[0];
    reading->faces[0] = NULL;
    customers->face_snapshot = snapshot_hold(reading->snapshot);
    if (other)
        customers->scroll = 0;
    tell_all(customers);
}

static void release_reading(void *context)
{
    struct reading *reading = context;
    for (int i = 0; i < 2; i++)
        customer_face_free(&reading->faces[i]);
    snapshot_release(&reading->snapshot);
    free(reading);
}

static struct reading *reading_new(struct customers *customers, int64_t one, int64_t other)
{
    struct reading *reading = memory_zero(1, sizeof(*reading));
    reading->customers = customers;
    reading->snapshot = snapshot_hold(customers->snapshot);
    reading->ids[0] = one;
    reading->ids[1] = other;
    reading->counted = customers->counted;
    return reading;
}

void customers_ask_face(struct customers *customers, int64_t id)
{
    static const struct job_work work = {read_faces, face_read, release_reading};
    if (customers->asked != id)
        customers->unmasked = -1;
    customers->asked = id;
    if (customers->snapshot == NULL || customers->snapshot->census == NULL)
        return;
    if (id < 0) {
        job_drop(&customers->reading);
        customer_face_free(&customers->face);
        snapshot_release(&customers->face_snapshot);
        return;
    }
    struct reading *reading = reading_new(customers, id, 0);
    reading->unmasked = customers->unmasked == id;
    job_replace(&customers->reading, console_loop(customers->console), &work, reading);
}

/* --- two of them ---------------------------------------------------------------------------------
 */

static void pair_read(void *context, bool succeeded, const struct error *error)
{
    struct reading *reading = context;
    struct customers *customers = reading->customers;
    if (!succeeded) {
        customers_end_merging(customers);
        console_say(customers->console, TOAST_BAD, "%s", error->text);
        return;
    }
    for (int i = 0; i < 2; i++) {
        customer_face_free(&customers->merging.faces[i]);
        customers->merging.faces[i] = reading->faces[i];
        reading->faces[i] = NULL;
    }
}

void customers_ask_pair(struct customers *customers, int64_t kept, int64_t gone)
{
    static const struct job_work work = {read_faces, pair_read, release_reading};
    customers_end_merging(customers);
    customers->merging.kept = kept;
    customers->merging.gone = gone;
    job_replace(&customers->pairing, console_loop(customers->console), &work,
        reading_new(customers, kept, gone));
}

void customers_end_merging(struct customers *customers)
{
    job_drop(&customers->pairing);
    for (int i = 0; i < 2; i++)
        customer_face_free(&customers->merging.faces[i]);
    customers->merging = (struct merging){0};
}
