/* What can be done in the pane of customers, by name. Keys are in config/keys.yaml. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/phrase.h"
#include "tui/terminal.h"
#include "views/customers_inside.h"
#include "views/customers_pairs.h"
#include "views/pane_customers.h"

static struct customers *customers_of(void *console)
{
    return console_pane(console);
}

static const char *without_list(void *console)
{
    return customers_of(console)->roll == NULL ? say("the customers are being counted") : NULL;
}

static const char *without_customer(void *console)
{
    const struct customers *customers = customers_of(console);
    if (customers->pairs != NULL || customers->merging.kept != 0)
        return say("two customers are being compared; Esc leaves that");
    return customers->face == NULL ? say("no customer is shown") : NULL;
}

static const char *without_shop(void *console)
{
    const struct customers *customers = customers_of(console);
    return customers->snapshot == NULL || customers->snapshot->census == NULL
               ? say("there are no customers yet")
               : NULL;
}

static const char *without_merging(void *console)
{
    return customers_of(console)->merging.kept == 0 ? say("no two customers are being compared")
                                                    : NULL;
}

/* --- going about
 * ---------------------------------------------------------------------------------- */

static bool open_profile(void *console, const char *arguments, char *why, size_t size)
{
    struct customers *customers = customers_of(console);
    char *end;
    if (arguments[0] == '\0' && customers->pairs != NULL && !customers->on_profile) {
        customers->on_profile = true;
        return true;
    }
    if (arguments[0] == '\0' && customers->merging.kept != 0) {
        customers_merge_now(customers);
        return true;
    }
    if (arguments[0] == '\0') {
        customers->on_profile = true;
        return true;
    }
    long long id = strtoll(arguments, &end, 10);
    if (id <= 0 || *end != '\0')
        return console_refuse(why, size, say("name the number of a customer"));
    customers_open(console, id);
    return true;
}

static bool page(void *console, const char *arguments, char *why, size_t size)
{
    (void)arguments, (void)why, (void)size;
    customers_of(console)->on_profile = !customers_of(console)->on_profile;
    return true;
}

static bool step(struct customers *customers, enum motion motion)
{
    if (customers->pairs != NULL) {
        customers_pairs_move(customers, motion);
        return true;
    }
    customers->open = false;
    table_move(customers->table, motion);
    if (customers_selected(customers) != customers->asked)
        customers_ask_face(customers, customers_selected(customers));
    return true;
}

static bool next(void *console, const char *arguments, char *why, size_t size)
{
    (void)arguments, (void)why, (void)size;
    return step(customers_of(console), MOTION_DOWN);
}

static bool previous(void *console, const char *arguments, char *why, size_t size)
{
    (void)arguments, (void)why, (void)size;
    return step(customers_of(console), MOTION_UP);
}

static bool mark(void *console, const char *arguments, char *why, size_t size)
{
    (void)arguments, (void)why, (void)size;
    return step(customers_of(console), MOTION_MARK);
}

/* --- searching
 * -------------------------------------------------------------------------------------- */

static void search_change(void *data, const char *text)
{
    struct customers *customers = data;
    snprintf(customers->search, sizeof(customers->search), "%s", text);
    customers_ask_list(customers);
}

static void search_cancel(void *data)
{
    search_change(data, "");
}

static void search_accept(void *data, const char *text)
{
    struct customers *customers = data;
    if (strcmp(customers->search, text) != 0)
        search_change(data, text);
}

static bool search(void *console, const char *arguments, char *why, size_t size)
{
    (void)why, (void)size;
    static const struct prompt_handlers handlers = {
        .change = search_change, .accept = search_accept, .cancel = search_cancel};
    struct customers *customers = customers_of(console);
    customers_pairs_leave(customers);
    customers->on_profile = false;
    if (arguments[0] != '\0')
        search_accept(customers, arguments);
    else
        console_ask(console, "/", "", &handlers, customers);
    return true;
}

/* --- who may be one person
 * -------------------------------------------------------------------------------------- */

static bool duplicates(void *console, const char *arguments, char *why, size_t size)
{
    (void)arguments, (void)why, (void)size;
    struct customers *customers = customers_of(console);
    if (customers->pairs != NULL)
        customers_pairs_leave(customers);
    else
        customers_pairs_ask(customers);
    return true;
}

/* --- taking along
 * -------------------------------------------------------------------------------------- */

static bool copy(void *console, const char *arguments, char *why, size_t size)
{
    (void)arguments;
    char id[32];
    snprintf(id, sizeof(id), "%lld", (long long)customers_of(console)->asked);
    if (!terminal_copy(loop_terminal(console_loop(console)), id))
        return console_refuse(why, size, say("this terminal cannot be copied to"));
    console_say(console, TOAST_GOOD, "%s", say("copied"));
    return true;
}

const struct command customers_commands[CUSTOMERS_COMMANDS] = {
    {.name = "open",
        .arguments = "[ID]",
        .help = "read the profile; of the customer with a number",
        .run = open_profile,
        .unavailable = NULL},
    {.name = "page", .help = "between the list and the profile", .run = page},
    {.name = "next", .help = "the next customer", .run = next, .unavailable = without_list},
    {.name = "previous",
        .help = "the customer before",
        .run = previous,
        .unavailable = without_list},
    {.name = "mark", .help = "mark or unmark, and go on", .run = mark, .unavailable = without_list},
    {.name = "search",
        .arguments = "[TEXT]",
        .help = "find by number, name, member name, e-mail or phone",
        .run = search},
    {.name = "unmask",
        .help = "show the personal data, or hide them again; the audit notes it",
        .run = customers_run_unmask,
        .unavailable = without_customer},
    {.name = "note",
        .arguments = "[TEXT]",
        .help = "write a note on the customer",
        .run = customers_run_note,
        .unavailable = without_customer},
    {.name = "tag",
        .arguments = "[TAG]",
        .help = "give the customer a tag, or take it",
        .run = customers_run_tag,
        .unavailable = without_customer},
    {.name = "blacklist",
        .arguments = "[REASON]",
        .help = "put the customer on the blacklist, or take them off it",
        .run = customers_run_blacklist,
        .unavailable = without_customer},
    {.name = "duplicates",
        .help = "customers who may be one person, in pairs; again: the list",
        .run = duplicates,
        .unavailable = without_shop},
    {.name = "apart",
        .help = "the two compared are two people; they are not proposed again",
        .run = customers_run_apart,
        .unavailable = without_merging},
    {.name = "merge",
        .help = "put two marked or compared customers together: they are one person",
        .run = customers_run_merge,
        .unavailable = without_list},
    {.name = "swap",
        .help = "of two compared customers, keep the other",
        .run = customers_run_swap,
        .unavailable = without_merging},
    {.name = "undo", .help = "take back the last merge", .run = customers_run_undo},
    {.name = "export",
        .arguments = "[FILE]",
        .help = "write the customers of the list to a CSV file, masked",
        .run = customers_run_export,
        .unavailable = without_list},
    {.name = "copy",
        .help = "copy the number of the customer",
        .run = copy,
        .unavailable = without_customer},
};
