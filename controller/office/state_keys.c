/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/office/state_keys.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "controller/office/fields.h"

/* Each kind: its name in office.json, and its use in a bundle. */
static const struct {
        const char *name;
        enum key_use use;
} kinds[STATE_KEY_KINDS] = {
        [STATE_KEY_ROOT] = { .name = "root" },
        [STATE_KEY_CODE] = { .name = "code", .use = KEY_USE_CODE },
        [STATE_KEY_TICKET] = { .name = "ticket", .use = KEY_USE_TICKET },
        [STATE_KEY_BADGE] = { .name = "badge", .use = KEY_USE_BADGE },
        [STATE_KEY_REVOKE] = { .name = "revoke", .use = KEY_USE_REVOKE },
        [STATE_KEY_LOG] = { .name = "log" },
};
static const char former_name[] = "former";

const char *state_key_name(enum state_key key) {
        return kinds[key].name;
}

enum key_use state_key_use(enum state_key key) {
        return kinds[key].use;
}

bool state_key_of_use(enum key_use use, enum state_key *ret_key) {
        for (int key = 0; key < STATE_KEY_KINDS; key++)
                if (kinds[key].use != 0 && kinds[key].use == use) {
                        *ret_key = (enum state_key)key;
                        return true;
                }
        return false;
}

bool state_has_key(const struct state *state, enum state_key key) {
        return key == STATE_KEY_REVOKE ? state->has_revoke : key == STATE_KEY_LOG ? state->has_log : true;
}

/* ---- reading ---- */

static bool read_validity(const struct fields *fields, struct state_validity *ret_key) {
        return fields_hex(fields, "public", ret_key->public.x, KEY_PUBLIC_LEN) && fields_time(fields, "from", &ret_key->from) &&
               fields_time(fields, "until", &ret_key->until);
}

static bool read_key(const json_t *object, const char *key_name, struct problems *problems, struct state_validity *ret_key) {
        static const char *const known[] = { "public", "from", "until", NULL };
        char name[32];
        const struct fields fields = { .object = json_object_get(object, key_name), .name = name, .problems = problems };

        snprintf(name, sizeof(name), "keys.%s.", key_name);
        return fields_are(&fields, known) && read_validity(&fields, ret_key);
}

static bool read_former(const json_t *object, size_t index, struct problems *problems, struct state *state) {
        static const char *const known[] = { "use", "public", "from", "until", NULL };
        struct state_former former = { .key = STATE_KEY_ROOT };
        char name[48], use[16];
        const struct fields fields = { .object = object, .name = name, .problems = problems };

        snprintf(name, sizeof(name), "keys.%s[%zu].", former_name, index);
        if (!fields_are(&fields, known) || !fields_text(&fields, "use", sizeof(use) - 1, use) || !read_validity(&fields, &former.validity))
                return false;
        while (former.key < STATE_KEY_KINDS && strcmp(kinds[former.key].name, use) != 0)
                former.key++;
        if (former.key == STATE_KEY_KINDS) {
                problems_add(problems, TEXT_PROBLEM_SETTING_UNKNOWN, "group", name, "name", use, NULL);
                return false;
        }
        state->former[state->former_count++] = former;
        return true;
}

static bool read_formers(const struct fields *fields, struct state *state) {
        const json_t *list;
        bool good;

        if (!json_object_get(fields->object, former_name))
                return true;
        good = fields_array(fields, former_name, STATE_FORMER_MAX, &list);
        for (size_t i = 0; good && i < json_array_size(list); i++)
                good = read_former(json_array_get(list, i), i, fields->problems, state);
        return good;
}

bool state_keys_read(const json_t *object, struct problems *problems, struct state *state) {
        static const char *const known[] = { "root", "code", "ticket", "badge", "revoke", "log", former_name, "sealing", "backup", NULL };
        const struct fields fields = { .object = object, .name = "keys.", .problems = problems };
        bool good = fields_are(&fields, known);

        state->has_revoke = json_object_get(object, kinds[STATE_KEY_REVOKE].name) != NULL;
        state->has_log = json_object_get(object, kinds[STATE_KEY_LOG].name) != NULL;
        state->has_backup = json_object_get(object, "backup") != NULL;
        for (int i = 0; good && i < STATE_KEY_KINDS; i++)
                if (state_has_key(state, (enum state_key)i))
                        good = read_key(object, kinds[i].name, problems, &state->keys[i]);
        return good && read_formers(&fields, state) && fields_hex(&fields, "sealing", state->sealing.x, SEALING_KEY_LEN) &&
               (!state->has_backup || fields_hex(&fields, "backup", state->backup.x, SEALING_KEY_LEN));
}

/* ---- writing ---- */

static json_t *key_value(const struct state_validity *key) {
        return json_pack("{s:o, s:o, s:o}", "public", fields_hex_value(key->public.x, KEY_PUBLIC_LEN), "from", fields_time_value(key->from),
                         "until", fields_time_value(key->until));
}

json_t *state_keys_value(const struct state_validity keys[STATE_KEY_COUNT], const struct sealing_public *sealing, const struct sealing_public *backup) {
        json_t *object = json_object();

        for (int i = 0; i < STATE_KEY_COUNT; i++)
                if (json_object_set_new(object, kinds[i].name, key_value(&keys[i])) < 0) {
                        json_decref(object);
                        return NULL;
                }
        if (json_object_set_new(object, "sealing", fields_hex_value(sealing->x, SEALING_KEY_LEN)) < 0 ||
            json_object_set_new(object, "backup", fields_hex_value(backup->x, SEALING_KEY_LEN)) < 0) {
                json_decref(object);
                return NULL;
        }
        return object;
}

static json_t *object_of(const struct state *state) {
        return json_object_get(state->json, "keys");
}

static int set_newest(struct state *state, enum state_key key, const struct state_validity *validity) {
        if (json_object_set_new(object_of(state), kinds[key].name, key_value(validity)) < 0)
                return -ENOMEM;
        state->keys[key] = *validity;
        return 0;
}

int state_set_backup(struct state *state, const struct sealing_public *backup) {
        if (json_object_set_new(object_of(state), "backup", fields_hex_value(backup->x, SEALING_KEY_LEN)) < 0)
                return -ENOMEM;
        state->backup = *backup;
        state->has_backup = true;
        return 0;
}

int state_set_revoke(struct state *state, const struct state_validity *revoke) {
        int r = set_newest(state, STATE_KEY_REVOKE, revoke);

        if (r == 0)
                state->has_revoke = true;
        return r;
}

int state_set_log(struct state *state, const struct state_validity *log) {
        int r = set_newest(state, STATE_KEY_LOG, log);

        if (r == 0)
                state->has_log = true;
        return r;
}

/* ---- renewing ---- */

static bool is_valid(const struct state_validity *key, int64_t t) {
        return t >= key->from && t < key->until;
}

const struct state_validity *state_key_at(const struct state *state, enum state_key key, int64_t t) {
        if (state_has_key(state, key) && is_valid(&state->keys[key], t))
                return &state->keys[key];
        for (size_t i = state->former_count; i > 0; i--)
                if (state->former[i - 1].key == key && is_valid(&state->former[i - 1].validity, t))
                        return &state->former[i - 1].validity;
        return NULL;
}

static json_t *former_value(const struct state_former *former) {
        json_t *value = key_value(&former->validity);

        if (value && json_object_set_new(value, "use", json_string(kinds[former->key].name)) < 0) {
                json_decref(value);
                return NULL;
        }
        return value;
}

static int add_former(struct state *state, const struct state_former *former) {
        json_t *list = json_object_get(object_of(state), former_name);

        if (!list) {
                list = json_array();
                if (json_object_set_new(object_of(state), former_name, list) < 0)
                        return -ENOMEM;
        }
        if (json_array_append_new(list, former_value(former)) < 0)
                return -ENOMEM;
        state->former[state->former_count++] = *former;
        return 0;
}

int state_renew_key(struct state *state, enum state_key key, const struct state_validity *fresh) {
        struct state_former former = { .key = key, .validity = state->keys[key] };
        int r;

        if (!state_has_key(state, key))
                return key == STATE_KEY_REVOKE ? state_set_revoke(state, fresh) : state_set_log(state, fresh);
        if (former.validity.until > fresh->from)
                former.validity.until = fresh->from;
        r = add_former(state, &former);
        return r == 0 ? set_newest(state, key, fresh) : r;
}

int state_forget_former(struct state *state, size_t i) {
        if (json_array_remove(json_object_get(object_of(state), former_name), i) < 0)
                return -ENOMEM;
        memmove(&state->former[i], &state->former[i + 1], (state->former_count - i - 1) * sizeof(*state->former));
        state->former_count--;
        return 0;
}
