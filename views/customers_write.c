/* What the pane of customers changes in the shop, each by a job of its own. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/phrase.h"
#include "core/customers/edit.h"
#include "core/customers/merge.h"
#include "views/customers_pairs.h"

enum act {
    ACT_NOTE,
    ACT_TAG,
    ACT_UNTAG,
    ACT_BLOCK,
    ACT_UNBLOCK,
    ACT_MERGE,
    ACT_LOOK,
    ACT_UNDO,
    ACT_APART
};

struct writing {
    struct customers *customers;
    struct snapshot *snapshot;
    enum act act;
    int64_t id, other; /* customer; of a merge the one that goes; of an undo the merge */
    char *text;
    struct merge merge;
};

static bool look_for_merge(struct writing *writing, struct database *database, struct error *error)
{
    struct merge_list list;
    if (!merge_read(database, 100, &list, error))
        return false;
    for (size_t i = 0; i < list.count && writing->merge.id == 0; i++)
        if (list.items[i].undone_at == 0)
            writing->merge = list.items[i];
    merge_list_free(&list);
    return writing->merge.id != 0 || error_set(error, "%s", say("there is no merge to take back"));
}

static bool write_down(void *context, struct progress *progress, struct error *error)
{
    struct writing *writing = context;
    (void)progress;
    bool changed, good = false;
    size_t count;
    const struct edit_people one = {&writing->id, 1};
    struct database *database = database_open(writing->snapshot->path, DATABASE_WRITE, error);
    if (database == NULL)
        return false;
    switch (writing->act) {
    case ACT_NOTE:
        good = edit_note(database, writing->id, writing->text, error);
        break;
    case ACT_TAG:
        good = edit_tag(database, one, writing->text, &count, error);
        break;
    case ACT_UNTAG:
        good = edit_untag(database, one, writing->text, &count, error);
        break;
    case ACT_BLOCK:
        good = edit_block(database, writing->id, writing->text, &changed, error);
        break;
    case ACT_UNBLOCK:
        good = edit_unblock(database, writing->id, &changed, error);
        break;
    case ACT_MERGE:
        good = merge_customers(database, writing->id, writing->other, &writing->merge, error);
        break;
    case ACT_LOOK:
        good = look_for_merge(writing, database, error);
        break;
    case ACT_UNDO:
        good = merge_undo(database, writing->other, &writing->merge, error);
        break;
    case ACT_APART:
        good = edit_apart(database, writing->id, writing->other, &changed, error);
        break;
    }
    database_free(&database);
    return good;
}

static void ask_undo(struct customers *customers, const struct merge *merge);

static void tell(struct customers *customers, const struct writing *writing)
{
    static const char *const done[] = {[ACT_NOTE] = "note kept",
        [ACT_TAG] = "tag given",
        [ACT_UNTAG] = "tag taken",
        [ACT_BLOCK] = "put on the blacklist",
        [ACT_UNBLOCK] = "taken off the blacklist",
        [ACT_MERGE] = "merged; U takes it back",
        [ACT_LOOK] = "",
        [ACT_UNDO] = "the merge is taken back",
        [ACT_APART] = "they are two; the pair is not proposed again"};
    console_say(customers->console, TOAST_GOOD, "%s", say(done[writing->act]));
}

/* What the other panes show follows: a merge moves orders, a note nothing. */
static void refresh(struct console *console, enum act act)
{
    if (act == ACT_MERGE || act == ACT_UNDO)
        console_reload(console);
    else if (act != ACT_NOTE && act != ACT_APART)
        console_recount(console);
}

/* The list of pairs goes on with the next one; what was taken back is a pair again. */
static void settle(struct customers *customers, const struct writing *writing)
{
    if (customers->pairs == NULL)
        return;
    if (writing->act == ACT_UNDO)
        customers_pairs_ask(customers);
    else if (writing->act == ACT_MERGE || writing->act == ACT_APART)
        customers_pairs_settle(customers, writing->id, writing->other,
            writing->act == ACT_MERGE ? writing->merge.gone : 0);
}

static void written(void *context, bool succeeded, const struct error *error)
{
    struct writing *writing = context;
    struct customers *customers = writing->customers;
    if (!succeeded) {
        console_say(customers->console, TOAST_BAD, "%s", error->text);
        return;
    }
    if (writing->act == ACT_LOOK) {
        ask_undo(customers, &writing->merge);
        return;
    }
    tell(customers, writing);
    if (writing->act == ACT_MERGE || writing->act == ACT_UNDO) {
        customers_end_merging(customers);
        table_mark(customers->table, writing->id, false);
        table_mark(customers->table, writing->other, false);
        customers->asked = writing->merge.kept;
        customers->open = true;
    } else if (writing->act == ACT_APART) {
        customers_end_merging(customers);
    } else {
        customers_ask_face(customers, customers->asked);
    }
    settle(customers, writing);
    refresh(customers->console, writing->act);
}

static void release_writing(void *context)
{
    struct writing *writing = context;
    snapshot_release(&writing->snapshot);
    free(writing->text);
    free(writing);
}

static void start(
    struct customers *customers, enum act act, int64_t id, int64_t other, const char *text)
{
    static const struct job_work work = {write_down, written, release_writing};
    if (customers->writing != NULL) {
        console_say(customers->console, TOAST_WARN, "%s", say("the last change is being written"));
        return;
    }
    struct writing *writing = memory_zero(1, sizeof(*writing));
    writing->customers = customers;
    writing->snapshot = snapshot_hold(customers->snapshot);
    writing->act = act;
    writing->id = id;
    writing->other = other;
    writing->text = string_copy(text);
    job_start(&customers->writing, console_loop(customers->console), &work, writing);
}

/* --- notes and tags
 * ---------------------------------------------------------------------------------- */

static void note_accept(void *data, const char *text)
{
    struct customers *customers = data;
    start(customers, ACT_NOTE, customers->asked, 0, text);
}

static void ask_about(
    struct customers *customers, const char *format, const struct prompt_handlers *handlers)
{
    char sign[96];
    snprintf(sign, sizeof(sign), format, (long long)customers->asked);
    console_ask(customers->console, sign, "", handlers, customers);
}

bool customers_run_note(void *console, const char *arguments, char *why, size_t size)
{
    (void)why, (void)size;
    static const struct prompt_handlers handlers = {.accept = note_accept};
    struct customers *customers = console_pane(console);
    if (arguments[0] != '\0')
        note_accept(customers, arguments);
    else
        ask_about(customers, say("note on customer %lld: "), &handlers);
    return true;
}

static void tag_accept(void *data, const char *text)
{
    struct customers *customers = data;
    const struct person_entries *tags = &customers->face->profile->person->tags;
    bool has = false;
    for (size_t i = 0; i < tags->count; i++)
        has |= strcmp(tags->items[i].name, text) == 0;
    start(customers, has ? ACT_UNTAG : ACT_TAG, customers->asked, 0, text);
}

bool customers_run_tag(void *console, const char *arguments, char *why, size_t size)
{
    (void)why, (void)size;
    static const struct prompt_handlers handlers = {.accept = tag_accept};
    struct customers *customers = console_pane(console);
    if (arguments[0] != '\0') {
        tag_accept(customers, arguments);
        return true;
    }
    ask_about(customers, say("tag of customer %lld: "), &handlers);
    console_ask_note(console, ROLE_QUIET, say("one they have is taken away"));
    return true;
}

/* --- the blacklist
 * --------------------------------------------------------------------------------------- */

static void block(void *data)
{
    struct customers *customers = data;
    start(customers, ACT_BLOCK, customers->asked, 0, customers->reason);
}

static void unblock(void *data)
{
    struct customers *customers = data;
    start(customers, ACT_UNBLOCK, customers->asked, 0, "");
}

static void block_accept(void *data, const char *text)
{
    struct customers *customers = data;
    char title[96];
    snprintf(customers->reason, sizeof(customers->reason), "%s", text);
    snprintf(title, sizeof(title), say("Put customer %lld on the blacklist?"),
        (long long)customers->asked);
    const struct confirm confirm = {.title = title,
        .text = say("Nothing is sent to them any more, whatever they agreed to."),
        .yes = say("blacklist"),
        .no = say("cancel"),
        .grave = true};
    console_confirm(customers->console, &confirm, block, customers);
}

bool customers_run_blacklist(void *console, const char *arguments, char *why, size_t size)
{
    (void)why, (void)size;
    static const struct prompt_handlers handlers = {.accept = block_accept};
    struct customers *customers = console_pane(console);
    char title[96];
    snprintf(title, sizeof(title), say("Take customer %lld off the blacklist?"),
        (long long)customers->asked);
    const struct confirm confirm = {.title = title,
        .text = say("They may be written to again where they agreed to it."),
        .yes = say("take off"),
        .no = say("cancel")};
    if (customers->face->profile->person->blocked)
        console_confirm(console, &confirm, unblock, customers);
    else if (arguments[0] != '\0')
        block_accept(customers, arguments);
    else
        ask_about(customers, say("why is customer %lld to be blacklisted? "), &handlers);
    return true;
}

/* --- merging
 * ------------------------------------------------------------------------------------------------
 */

bool customers_run_merge(void *console, const char *arguments, char *why, size_t size)
{
    (void)arguments;
    struct customers *customers = console_pane(console);
    if (customers->merging.kept != 0) {
        if (customers->wide || customers->on_profile || customers->pairs == NULL)
            customers_merge_now(customers);
        else
            customers->on_profile = true; /* nobody is merged unseen */
        return true;
    }
    size_t count;
    int64_t *marked = table_marked(customers->table, &count);
    if (count == 2)
        customers_ask_pair(customers, marked[0], marked[1]);
    free(marked);
    return count == 2 ||
           console_refuse(why, size, say("mark two customers with the space bar first"));
}

bool customers_run_swap(void *console, const char *arguments, char *why, size_t size)
{
    (void)arguments, (void)why, (void)size;
    struct merging *merging = &((struct customers *)console_pane(console))->merging;
    int64_t kept = merging->kept;
    struct customer_face *face = merging->faces[0];
    merging->kept = merging->gone;
    merging->gone = kept;
    merging->faces[0] = merging->faces[1];
    merging->faces[1] = face;
    return true;
}

void customers_merge_now(struct customers *customers)
{
    const struct merging *merging = &customers->merging;
    if (merging->faces[0] != NULL && merging->faces[1] != NULL)
        start(customers, ACT_MERGE, merging->kept, merging->gone, "");
}

bool customers_run_apart(void *console, const char *arguments, char *why, size_t size)
{
    (void)arguments, (void)why, (void)size;
    struct customers *customers = console_pane(console);
    start(customers, ACT_APART, customers->merging.kept, customers->merging.gone, "");
    return true;
}

static void undo(void *data)
{
    struct customers *customers = data;
    start(customers, ACT_UNDO, 0, customers->undoing, "");
}

static void ask_undo(struct customers *customers, const struct merge *merge)
{
    char title[96], text[160], day[DATE_TEXT];
    customers->undoing = merge->id;
    date_instant_text(census_zone(customers->snapshot->census), merge->at, day);
    snprintf(title, sizeof(title), say("Take back merge %lld?"), (long long)merge->id);
    snprintf(text, sizeof(text), say("Customer %lld was put into customer %lld on %s."),
        (long long)merge->gone, (long long)merge->kept, day);
    const struct confirm confirm = {
        .title = title, .text = text, .yes = say("take back"), .no = say("cancel")};
    console_confirm(customers->console, &confirm, undo, customers);
}

bool customers_run_undo(void *console, const char *arguments, char *why, size_t size)
{
    (void)arguments, (void)why, (void)size;
    struct customers *customers = console_pane(console);
    if (customers->snapshot != NULL && customers->snapshot->census != NULL)
        start(customers, ACT_LOOK, 0, 0, "");
    return true;
}

/* --- masks
 * ------------------------------------------------------------------------------------------------------
 */

static void unmask(void *data)
{
    struct customers *customers = data;
    customers->unmasked = customers->asked;
    customers_ask_face(customers, customers->asked);
}

bool customers_run_unmask(void *console, const char *arguments, char *why, size_t size)
{
    (void)arguments, (void)why, (void)size;
    struct customers *customers = console_pane(console);
    if (customers->unmasked == customers->asked) {
        customers->unmasked = -1;
        customers_ask_face(customers, customers->asked);
        return true;
    }
    char title[96];
    snprintf(title, sizeof(title), say("Show the personal data of customer %lld?"),
        (long long)customers->asked);
    const struct confirm confirm = {.title = title,
        .text = say("The audit notes who looked and when."),
        .yes = say("show"),
        .no = say("leave masked")};
    console_confirm(console, &confirm, unmask, customers);
    return true;
}
