#include <string.h>

#include "core/intake/demo_shop.h"

enum { HOUR = 3600, EDM_COST = 1, SMS_COST = 5 /* fen */ };

/* One person and one wave, on the way into the ledger. */
struct letter {
    const struct demo_campaign *campaign;
    int64_t wave;
    date_instant sent_at;
    bool edm, opened, caused;
};

/* Why a person is dropped from a wave; NULL when the message goes out. Opt-outs win. */
static const char *dropping(const struct demo_shop *shop, const struct letter *letter)
{
    const struct demo_person *person = &shop->person;
    enum demo_consent consent = letter->edm ? person->edm : person->sms;
    if (person->blacklisted)
        return "blacklist";
    if (consent == DEMO_REFUSED)
        return "opted out";
    if (consent == DEMO_NEVER_ASKED)
        return "no consent";
    if ((letter->edm ? person->email : person->phone)[0] == '\0')
        return "no address";
    return !letter->edm && letter->opened ? "opened before" : NULL;
}

static bool respond(struct demo_shop *shop, const struct letter *letter, date_instant at,
    const char *kind, struct error *error)
{
    if (at >= shop->season.ends_at)
        at = shop->season.ends_at - 1;
    return demo_rows_put(&shop->rows, DEMO_RESPONSE_ROW, error, "iiiit", ++shop->responses,
        letter->wave, shop->life.customer, DEMO_INT(at), kind);
}

static date_instant opening_time(struct demo_random *random, const struct letter *letter)
{
    double hours = demo_exponential(random) * (letter->edm ? 9 : 1.5);
    return letter->sent_at + 60 + (date_instant)((hours > 90 ? 90 : hours) * HOUR);
}

static bool opt_out(
    struct demo_shop *shop, const struct letter *letter, date_instant at, struct error *error)
{
    if (letter->edm)
        shop->person.edm = DEMO_REFUSED;
    else
        shop->person.sms = DEMO_REFUSED;
    return respond(shop, letter, at, "opted out", error) &&
           demo_rows_put(&shop->rows, DEMO_CONSENT_ROW, error, "itiit", shop->life.customer,
               letter->edm ? "edm" : "sms", DEMO_INT(0), DEMO_INT(at),
               letter->edm ? "unsubscribe link" : "reply R");
}

/* What happens after a message arrived. Who bought because of it has mostly opened it. */
static bool react(
    struct demo_shop *shop, struct demo_random *random, struct letter *letter, struct error *error)
{
    double opens = letter->edm ? (letter->caused ? 0.7 : 0.24) : 0;
    double clicks = letter->edm ? 0.2 : (letter->caused ? 0.5 : 0.04);
    date_instant at = opening_time(random, letter);
    letter->opened = demo_chance(random, opens);
    if (letter->opened && !respond(shop, letter, at, "opened", error))
        return false;
    if ((letter->opened || !letter->edm) && demo_chance(random, clicks) &&
        !respond(shop, letter, at + demo_between(random, 5, 240), "clicked", error))
        return false;
    if (!demo_chance(random, letter->edm ? (letter->opened ? 0.012 : 0.001) : 0.006))
        return true;
    return opt_out(shop, letter, at + demo_between(random, 20, 900), error);
}

static bool send(
    struct demo_shop *shop, struct demo_random *random, struct letter *letter, struct error *error)
{
    const char *dropped = dropping(shop, letter);
    letter->sent_at += demo_below(random, 900);
    if (dropped != NULL)
        return demo_rows_put(&shop->rows, DEMO_MESSAGE_ROW, error, "iitoto", letter->wave,
            shop->life.customer, "dropped", DEMO_INT(0), dropped, DEMO_INT(0));
    bool failed = demo_chance(random, letter->edm ? 0.013 : 0.024);
    const char *reason = !failed ? NULL : letter->edm ? "mailbox does not exist" : "UNDELIV";
    if (!demo_rows_put(&shop->rows, DEMO_MESSAGE_ROW, error, "iititi", letter->wave,
            shop->life.customer, failed ? "failed" : "delivered", DEMO_INT(letter->sent_at), reason,
            DEMO_INT(letter->edm ? EDM_COST : SMS_COST)))
        return false;
    if (failed)
        return !letter->edm || respond(shop, letter, letter->sent_at + 40, "bounced", error);
    return react(shop, random, letter, error);
}

static bool write_member(struct demo_shop *shop, int index, struct error *error)
{
    bool treated = shop->life.arm[index] == DEMO_TREATED;
    shop->counts.treated[index] += treated;
    shop->counts.control[index] += !treated;
    shop->counts.caused[index] += shop->life.caused[index];
    if (!demo_rows_put(&shop->rows, DEMO_MEMBER_ROW, error, "iit", DEMO_INT(index + 1),
            shop->life.customer, treated ? "treated" : "control"))
        return false;
    struct demo_random random = demo_random_for(
        shop->options.seed + (uint64_t)index, (uint64_t)shop->life.customer, DEMO_FOR_LEDGER);
    struct letter letter = {
        &shop->campaigns.campaign[index], 0, 0, false, false, shop->life.caused[index]};
    for (int wave = 0; treated && wave < letter.campaign->waves; wave++) {
        letter.wave = index * DEMO_WAVES_MOST + wave + 1;
        letter.sent_at = letter.campaign->wave[wave].leaves_at;
        letter.edm = strcmp(letter.campaign->wave[wave].medium, "edm") == 0;
        if (!send(shop, &random, &letter, error))
            return false;
    }
    return true;
}

bool demo_ledger_write(struct demo_shop *shop, struct error *error)
{
    for (int i = 0; i < shop->campaigns.count; i++)
        if (shop->life.arm[i] != DEMO_NO_MEMBER && !write_member(shop, i, error))
            return false;
    return true;
}
