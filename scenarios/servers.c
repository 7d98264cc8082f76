/* The servers of the data centre: which there are, and who asks which. */
#include <string.h>

#include "scenarios/scenario.h"

/* Of phones that ask for ever: a request every 4 s, four times. */
#define SERVER_TIMEOUT (16 * SECONDS)

size_t scenario_central_count(const struct scenario *s)
{
    return 1 + s->server_count;
}

const struct scenario_server *scenario_central(const struct scenario *s, size_t number)
{
    return number ? &s->servers[number - 1] : &s->server;
}

/* The loader has looked that it is there. */
static size_t servers_find(const struct scenario *s, const char *name)
{
    size_t number = 0;
    while (strcmp(scenario_central(s, number)->name, name))
        number++;
    return number;
}

size_t scenario_asked(const struct scenario *s, const struct scenario_phones *phones,
                      size_t numbers[CENTRAL_SERVERS_MAX])
{
    const bool all = phones->server_order_count == 0;
    const size_t count = all ? scenario_central_count(s) : phones->server_order_count;
    for (size_t i = 0; i < count; i++)
        numbers[i] = all ? i : servers_find(s, phones->server_order[i]);
    return scenario_phones_are_mpp(phones) ? 1 : count;
}

static bool servers_group_asks(const struct scenario *s, const struct scenario_phones *phones,
                               size_t number)
{
    size_t numbers[CENTRAL_SERVERS_MAX];
    const size_t count =
        scenario_phones_use_load_server(phones) ? 0 : scenario_asked(s, phones, numbers);
    for (size_t i = 0; i < count; i++)
        if (numbers[i] == number)
            return true;
    return false;
}

bool scenario_central_is_asked(const struct scenario *s, size_t number)
{
    for (size_t i = 0; i < s->site_count; i++)
        for (size_t j = 0; j < s->sites[i].subnet_count; j++)
            for (size_t k = 0; k < s->sites[i].subnets[j].phones_count; k++)
                if (servers_group_asks(s, &s->sites[i].subnets[j].phones[k], number))
                    return true;
    return false;
}

sim_time scenario_server_timeout(const struct scenario *s, const struct scenario_phones *phones)
{
    const struct tftp_client_policy policy = scenario_policy(s, phones);
    if (s->phone.server_timeout)
        return s->phone.server_timeout;
    return policy.then == TFTP_THEN_AGAIN ? SERVER_TIMEOUT : 0;
}
