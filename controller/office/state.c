/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/office/state.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "controller/office/fields.h"
#include "controller/office/state_keys.h"

enum { FORMAT = 1 };

bool domain_valid(const char *domain) {
        size_t len = strlen(domain);

        return len >= 3 && len <= BUNDLE_DOMAIN_MAX && strspn(domain, "abcdefghijklmnopqrstuvwxyz0123456789.-") == len &&
               strchr(domain, '.') && domain[0] != '.' && domain[0] != '-' && domain[len - 1] != '.' && domain[len - 1] != '-' &&
               !strstr(domain, "..");
}

static bool zone_valid(const char *zone) {
        size_t len = strlen(zone);

        return len >= 1 && len <= BUNDLE_ZONE_MAX &&
               strspn(zone, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+-/") == len && zone[0] != '/';
}

static bool read_identity(const struct fields *fields, struct state *state) {
        bool good;

        good = fields_text(fields, "name", BUNDLE_NAME_MAX, state->name);
        good &= fields_text(fields, "domain", BUNDLE_DOMAIN_MAX, state->domain);
        good &= fields_text(fields, "zone", BUNDLE_ZONE_MAX, state->zone);
        if (good && !domain_valid(state->domain)) {
                problems_add(fields->problems, TEXT_PROBLEM_DOMAIN, "domain", state->domain, NULL);
                good = false;
        }
        if (good && !zone_valid(state->zone)) {
                problems_add(fields->problems, TEXT_PROBLEM_ZONE, "zone", state->zone, NULL);
                good = false;
        }
        return good;
}

static bool read_box(const json_t *object, size_t index, struct problems *problems, struct state *state) {
        static const char *const known[] = { "id", "address", "enrol", "sealing", "ledger", "fingerprint", "added", NULL };
        struct state_box box = { 0 };
        char name[32];
        struct fields fields = { .object = object, .name = name, .problems = problems };

        snprintf(name, sizeof(name), "boxes[%zu].", index);
        if (!fields_are(&fields, known) || !fields_text(&fields, "id", BOX_ID_MAX, box.id) ||
            !fields_text_or_empty(&fields, "address", BUNDLE_LINE_MAX, box.address) ||
            !fields_hex(&fields, "enrol", box.enrol.x, KEY_PUBLIC_LEN) ||
            !fields_hex(&fields, "sealing", box.sealing.x, SEALING_KEY_LEN) ||
            !fields_hex(&fields, "ledger", box.ledger.x, KEY_PUBLIC_LEN) ||
            !fields_text(&fields, "fingerprint", ENROLMENT_FINGERPRINT_SIZE - 1, box.fingerprint) ||
            !fields_time(&fields, "added", &box.added))
                return false;
        if (!box_id_valid(box.id) || state_find_box(state, box.id)) {
                problems_add(problems, TEXT_PROBLEM_STATE_BOX_ID, "group", name, "id", box.id, NULL);
                return false;
        }
        state->boxes[state->box_count++] = box;
        return true;
}

static bool read_staff(const json_t *object, size_t index, struct problems *problems, struct state *state) {
        static const char *const known[] = { "id", "role", "badge", "from", "until", "pin", NULL };
        struct state_staff staff = { 0 };
        char name[32], role[16];
        struct fields fields = { .object = object, .name = name, .problems = problems };

        snprintf(name, sizeof(name), "staff[%zu].", index);
        if (!fields_are(&fields, known) || !fields_text(&fields, "id", SUB_MAX, staff.sub) ||
            !fields_text(&fields, "role", sizeof(role) - 1, role) || !fields_hex(&fields, "badge", staff.badge_cti, CTI_LEN) ||
            !fields_time(&fields, "from", &staff.from) || !fields_time(&fields, "until", &staff.until) ||
            !fields_hex(&fields, "pin", staff.sealed_pin, sizeof(staff.sealed_pin)))
                return false;
        staff.role = role_from_name(role);
        if (!sub_valid(staff.sub) || state_find_staff(state, staff.sub)) {
                problems_add(problems, TEXT_PROBLEM_STATE_STAFF_ID, "group", name, "id", staff.sub, NULL);
                return false;
        }
        if (staff.role == ROLE_NONE) {
                problems_add(problems, TEXT_PROBLEM_STATE_ROLE, "group", name, NULL);
                return false;
        }
        state->staff[state->staff_count++] = staff;
        return true;
}

static bool read_lists(const struct fields *fields, struct state *state) {
        const json_t *boxes, *staff;
        bool good = true;

        if (!fields_array(fields, "boxes", BUNDLE_BOXES_MAX, &boxes) || !fields_array(fields, "staff", BUNDLE_STAFF_MAX, &staff))
                return false;
        for (size_t i = 0; i < json_array_size(boxes); i++)
                good &= read_box(json_array_get(boxes, i), i, fields->problems, state);
        for (size_t i = 0; i < json_array_size(staff); i++)
                good &= read_staff(json_array_get(staff, i), i, fields->problems, state);
        return good;
}

/* Fills the typed fields from state->json. */
static bool read_tree(struct state *state, struct problems *problems) {
        static const char *const known[] = { "format", "name", "domain", "zone", "policy", "bundle_version",
                                             "keys", "boxes", "staff", NULL };
        const struct fields fields = { .object = state->json, .name = "", .problems = problems };
        int64_t format = 0, version = 0;
        bool good;

        if (!fields_are(&fields, known))
                return false;
        if (!fields_integer(&fields, "format", FORMAT, FORMAT, &format))
                return false;
        good = read_identity(&fields, state);
        good &= fields_integer(&fields, "bundle_version", 0, UINT32_MAX - 1, &version);
        good &= policy_read(json_object_get(state->json, "policy"), problems, &state->policy);
        good &= state_keys_read(json_object_get(state->json, "keys"), problems, state);
        good &= read_lists(&fields, state);
        state->bundle_version = (uint32_t)version;
        return good;
}

/* Takes the tree over, also on failure. */
static int adopt_tree(json_t *tree, struct problems *problems, struct state **ret_state) {
        struct state *state;

        if (!tree)
                return -ENOMEM;
        state = calloc(1, sizeof(*state));
        if (state)
                state->staff = calloc(BUNDLE_STAFF_MAX, sizeof(*state->staff));
        if (!state || !state->staff) {
                json_decref(tree);
                free(state);
                return -ENOMEM;
        }
        state->json = tree;
        if (!read_tree(state, problems)) {
                state_free(state);
                return OFFICE_E_REFUSED;
        }
        *ret_state = state;
        return 0;
}

int state_parse(const uint8_t *bytes, size_t len, struct problems *problems, struct state **ret_state) {
        json_error_t error;
        json_t *tree;

        if (len > STATE_MAX_LEN)
                return problems_add(problems, TEXT_PROBLEM_STATE_LONG, "n", NUMERAL(STATE_MAX_LEN), NULL);
        if (len == 0)
                return problems_add(problems, TEXT_PROBLEM_STATE_EMPTY, NULL);
        tree = json_loadb((const char *)bytes, len, JSON_REJECT_DUPLICATES, &error);
        if (!tree && json_error_code(&error) == json_error_out_of_memory)
                return -ENOMEM;
        if (!tree)
                return problems_add(problems, TEXT_PROBLEM_STATE_JSON, "line", NUMERAL(error.line), "column", NUMERAL(error.column),
                                    "why", CUT(error.text, 120), NULL);
        return adopt_tree(tree, problems, ret_state);
}

void state_free(struct state *state) {
        if (!state)
                return;
        json_decref(state->json);
        free(state->staff);
        free(state);
}

int state_text(const struct state *state, struct buffer *ret_text) {
        struct buffer text = BUFFER_INIT;
        char *dump = json_dumps(state->json, JSON_INDENT(2));
        int r;

        if (!dump)
                return -ENOMEM;
        r = buffer_append_text(&text, dump);
        if (r == 0)
                r = buffer_append_u8(&text, '\n');
        free(dump);
        if (r < 0) {
                buffer_deinit(&text);
                return r;
        }
        *ret_text = text;
        return 0;
}

int state_new(const char *name, const char *domain, const char *zone, const struct state_validity keys[STATE_KEY_COUNT],
              const struct sealing_public *sealing, const struct sealing_public *backup, struct problems *problems,
              struct state **ret_state) {
        json_t *text = json_string(name);

        /* json_string() refuses what is not UTF-8. */
        if (!text)
                return problems_add(problems, TEXT_PROBLEM_NAME_TEXT, NULL);
        return adopt_tree(json_pack("{s:i, s:o, s:s, s:s, s:o, s:i, s:o, s:[], s:[]}", "format", FORMAT, "name", text, "domain",
                                    domain, "zone", zone, "policy", policy_default(), "bundle_version", 0, "keys",
                                    state_keys_value(keys, sealing, backup), "boxes", "staff"),
                          problems, ret_state);
}

void state_log_origin(const struct state *state, char ret_origin[NOTE_NAME_MAX + 1]) {
        snprintf(ret_origin, NOTE_NAME_MAX + 1, "%.200s/pickupbox/office", state->domain);
}

const struct state_box *state_find_box(const struct state *state, const char *id) {
        for (size_t i = 0; i < state->box_count; i++)
                if (strcmp(state->boxes[i].id, id) == 0)
                        return &state->boxes[i];
        return NULL;
}

const struct state_staff *state_find_staff(const struct state *state, const char *sub) {
        for (size_t i = 0; i < state->staff_count; i++)
                if (strcmp(state->staff[i].sub, sub) == 0)
                        return &state->staff[i];
        return NULL;
}

static json_t *box_value(const struct state_box *box) {
        return json_pack("{s:s, s:s, s:o, s:o, s:o, s:s, s:o}", "id", box->id, "address", box->address, "enrol",
                         fields_hex_value(box->enrol.x, KEY_PUBLIC_LEN), "sealing", fields_hex_value(box->sealing.x, SEALING_KEY_LEN), "ledger",
                         fields_hex_value(box->ledger.x, KEY_PUBLIC_LEN), "fingerprint", box->fingerprint, "added",
                         fields_time_value(box->added));
}

int state_put_box(struct state *state, const struct state_box *box, struct problems *problems) {
        json_t *boxes = json_object_get(state->json, "boxes");
        const struct state_box *old = state_find_box(state, box->id);
        json_t *value;
        size_t index = old ? (size_t)(old - state->boxes) : state->box_count;

        if (index == BUNDLE_BOXES_MAX)
                return problems_add(problems, TEXT_PROBLEM_BOXES_MANY, "n", NUMERAL(BUNDLE_BOXES_MAX), NULL);
        value = box_value(box);
        if (!value)
                return -ENOMEM;
        if ((old ? json_array_set_new(boxes, index, value) : json_array_append_new(boxes, value)) < 0)
                return -ENOMEM;
        state->boxes[index] = *box;
        if (!old)
                state->box_count++;
        return 0;
}

int state_add_staff(struct state *state, const struct state_staff *staff, struct problems *problems) {
        json_t *value;

        if (state->staff_count == BUNDLE_STAFF_MAX)
                return problems_add(problems, TEXT_PROBLEM_STAFF_MANY, "n", NUMERAL(BUNDLE_STAFF_MAX), NULL);
        value = json_pack("{s:s, s:s, s:o, s:o, s:o, s:o}", "id", staff->sub, "role", role_name(staff->role), "badge",
                          fields_hex_value(staff->badge_cti, CTI_LEN), "from", fields_time_value(staff->from), "until",
                          fields_time_value(staff->until), "pin", fields_hex_value(staff->sealed_pin, sizeof(staff->sealed_pin)));
        if (!value || json_array_append_new(json_object_get(state->json, "staff"), value) < 0)
                return -ENOMEM;
        state->staff[state->staff_count++] = *staff;
        return 0;
}

int state_remove_staff(struct state *state, const char *sub) {
        size_t i = (size_t)(state_find_staff(state, sub) - state->staff);

        if (json_array_remove(json_object_get(state->json, "staff"), i) < 0)
                return -ENOMEM;
        memmove(&state->staff[i], &state->staff[i + 1], (state->staff_count - i - 1) * sizeof(*state->staff));
        state->staff_count--;
        return 0;
}

int state_set_bundle_version(struct state *state, uint32_t version) {
        if (json_object_set_new(state->json, "bundle_version", json_integer(version)) < 0)
                return -ENOMEM;
        state->bundle_version = version;
        return 0;
}

/* ---- what people may edit, and what not ---- */

static const char *const machine_parts[] = { "domain", "bundle_version", "keys", "boxes", "staff" };
static const char *const settings_parts[] = { "format", "name", "zone", "policy" };

static json_t *parts(const struct state *state, const char *const *names, size_t count) {
        json_t *object = json_object();

        for (size_t i = 0; object && i < count; i++)
                if (json_object_set(object, names[i], json_object_get(state->json, names[i])) < 0) {
                        json_decref(object);
                        object = NULL;
                }
        return object;
}

static int dump(json_t *object, struct buffer *ret_text) {
        char *text = object ? json_dumps(object, JSON_COMPACT | JSON_SORT_KEYS) : NULL;
        int r = text ? buffer_append_text(ret_text, text) : -ENOMEM;

        json_decref(object);
        free(text);
        return r;
}

int state_machine(const struct state *state, struct buffer *ret_text) {
        return dump(parts(state, machine_parts, ARRAY_LEN(machine_parts)), ret_text);
}

int state_settings(const struct state *state, struct hash *ret_hash) {
        CLEANUP(buffer_deinit) struct buffer text = BUFFER_INIT;
        int r = dump(parts(state, settings_parts, ARRAY_LEN(settings_parts)), &text);

        if (r == 0)
                sha256(text.data, text.len, ret_hash);
        return r;
}

const char *state_machine_difference(const struct state *state, const char *text, size_t len) {
        json_t *tree = json_loadb(text, len, 0, NULL);
        size_t i = 0;

        while (i + 1 < ARRAY_LEN(machine_parts) &&
               json_equal(json_object_get(tree, machine_parts[i]), json_object_get(state->json, machine_parts[i])))
                i++;
        json_decref(tree);
        return machine_parts[i];
}

int state_adopt(const struct state *state, const char *text, size_t len, struct problems *problems, struct state **ret_state) {
        json_t *tree = json_loadb(text, len, 0, NULL), *whole = json_deep_copy(state->json);

        for (size_t i = 0; tree && whole && i < ARRAY_LEN(machine_parts); i++)
                if (json_object_set(whole, machine_parts[i], json_object_get(tree, machine_parts[i])) < 0) {
                        json_decref(whole);
                        whole = NULL;
                }
        if (!tree) {
                json_decref(whole);
                whole = NULL;
        }
        json_decref(tree);
        return adopt_tree(whole, problems, ret_state);
}
