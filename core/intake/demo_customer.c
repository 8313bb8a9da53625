#include "core/intake/demo_shop.h"
#include "core/store/writer.h"

enum { HOUR = 3600, VIRTUAL_PHONE_DAYS = 15 };

struct demo_week *demo_shop_week(struct demo_shop *shop, date_instant instant)
{
    int week = demo_season_day(&shop->season, instant) / 7;
    return week >= 0 && week < shop->counts.weeks ? &shop->counts.week[week] : NULL;
}

/* Old customers registered long ago; most others with their first order, some weeks before it. */
static date_instant registration(struct demo_shop *shop)
{
    struct demo_random *random = &shop->service;
    const struct demo_life *life = &shop->life;
    date_instant first = life->count > 0 ? life->order[0].placed_at : life->arrived_at;
    int ago = demo_chance(random, 0.65) ? demo_between(random, 60, 900)
                                        : demo_between(random, HOUR, 25 * 24 * HOUR);
    if (life->known_before)
        ago = demo_between(random, 40, 1000) * DATE_DAY_SECONDS;
    return first - ago;
}

static bool write_identity(struct demo_shop *shop, const char *kind, const char *value,
    date_instant ends_at, struct error *error)
{
    return value[0] == '\0' || demo_rows_put(&shop->rows, DEMO_IDENTITY_ROW, error, "ttio", kind,
                                   value, shop->life.customer, DEMO_INT(ends_at));
}

static bool write_person(struct demo_shop *shop, struct error *error)
{
    const struct demo_person *person = &shop->person;
    const struct demo_life *life = &shop->life;
    date_instant phone_ends = 0;
    if (person->phone_dies && life->count > 0)
        phone_ends =
            life->order[life->count - 1].placed_at + (VIRTUAL_PHONE_DAYS + 4) * DATE_DAY_SECONDS;
    return demo_rows_put(&shop->rows, DEMO_CUSTOMER_ROW, error, "itttitii", life->customer,
               person->name, person->gender, person->birthday, DEMO_INT(person->region + 1),
               person->city, DEMO_INT(shop->registered_at), DEMO_INT(life->channel + 1)) &&
           write_identity(shop, "email", person->email, 0, error) &&
           write_identity(shop, "member", person->member, 0, error) &&
           write_identity(shop, "phone", person->phone, phone_ends, error);
}

static bool write_consent(
    struct demo_shop *shop, const char *medium, enum demo_consent consent, struct error *error)
{
    if (consent == DEMO_NEVER_ASKED)
        return true;
    bool given = consent == DEMO_AGREED;
    const char *source = !given                             ? "account settings"
                         : demo_chance(&shop->service, 0.3) ? "order form"
                                                            : "registration";
    return demo_rows_put(&shop->rows, DEMO_CONSENT_ROW, error, "itiit", shop->life.customer, medium,
        DEMO_INT(given), DEMO_INT(shop->registered_at), source);
}

static bool write_blacklist(struct demo_shop *shop, struct error *error)
{
    static const char *const reasons[] = {"恶意退货", "职业差评", "本人要求不再联系"};
    if (!shop->person.blacklisted)
        return true;
    date_instant at = shop->life.arrived_at + demo_between(&shop->service, HOUR, 900 * HOUR);
    return at >= shop->season.ends_at ||
           demo_rows_put(&shop->rows, DEMO_BLACKLIST_ROW, error, "iit", shop->life.customer,
               DEMO_INT(at), reasons[demo_below(&shop->service, 3)]);
}

/* Opt-outs that answer a campaign are written by the ledger; those and the consents given at
 * registration are one row per medium, so the ledger tells which it has written. */
static bool write_standing(struct demo_shop *shop, struct error *error)
{
    enum demo_consent edm = shop->person.edm, sms = shop->person.sms;
    if (!demo_ledger_write(shop, error))
        return false;
    return (edm != shop->person.edm || write_consent(shop, "edm", edm, error)) &&
           (sms != shop->person.sms || write_consent(shop, "sms", sms, error)) &&
           write_blacklist(shop, error);
}

bool demo_customer_write(struct demo_shop *shop, int64_t customer, struct error *error)
{
    demo_life_make(&shop->life, &shop->model, &shop->season, &shop->campaigns, customer,
        shop->options.customers, shop->options.seed);
    demo_balance_settle(&shop->balance, &shop->season, &shop->life);
    demo_person_make(&shop->person, customer, shop->options.seed);
    shop->service = demo_random_for(shop->options.seed, (uint64_t)customer, DEMO_FOR_SERVICE);
    shop->registered_at = registration(shop);
    shop->counts.twins += shop->person.twin;
    if (!write_person(shop, error) || !demo_orders_write(shop, error))
        return false;
    demo_trail_sessions(shop);
    return demo_trail_write(shop, error) && write_standing(shop, error);
}
