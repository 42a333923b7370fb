/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/box/daemon/control_request.h"

#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/base64.h"
#include "hal/display/display.h"

static const char *const hand_names[] = {
        [SIM_HAND_OPEN] = "open",
        [SIM_HAND_CLOSE] = "close",
        [SIM_HAND_JAM] = "jam",
        [SIM_HAND_FREE] = "free",
        [SIM_HAND_BOUNCE] = "bounce",
        [SIM_HAND_UNPLUG] = "unplug",
        [SIM_HAND_PLUG] = "plug",
};

bool control_hand_from_name(const char *name, enum sim_hand *ret_hand) {
        for (size_t i = 0; i < ARRAY_LEN(hand_names); i++)
                if (strcmp(hand_names[i], name) == 0) {
                        *ret_hand = (enum sim_hand)i;
                        return true;
                }
        return false;
}

bool control_device_from_name(const char *name, enum device *ret_device) {
        enum device device = device_from_name(name);

        if (!device_for_people(device))
                return false;
        *ret_device = device;
        return true;
}

/* ---- members ---- */

/* A request being read; the first failure leaves its sentence in why. */
struct reading {
        json_t *object;
        size_t members;         /* taken so far */
        const char *why;
        int fault;              /* -ENOMEM */
};

static void refuse(struct reading *reading, const char *why) {
        if (!reading->why)
                reading->why = why;
}

static json_t *member(struct reading *reading, const char *name, const char *why) {
        json_t *value = json_object_get(reading->object, name);

        if (!value)
                refuse(reading, why);
        else
                reading->members++;
        return value;
}

static int64_t take_integer(struct reading *reading, const char *name, int64_t min, int64_t max, const char *why) {
        json_t *value = member(reading, name, why);

        if (!json_is_integer(value) || json_integer_value(value) < min || json_integer_value(value) > max) {
                refuse(reading, why);
                return 0;
        }
        return json_integer_value(value);
}

static bool take_bool(struct reading *reading, const char *name, const char *why) {
        json_t *value = member(reading, name, why);

        if (!json_is_boolean(value))
                refuse(reading, why);
        return json_is_true(value);
}

static const char *take_word(struct reading *reading, const char *name, const char *why) {
        const char *word = json_string_value(member(reading, name, why));

        if (!word)
                refuse(reading, why);
        return word ? word : "";
}

static void take_bytes(struct reading *reading, const char *name, size_t max, struct control_request *request, const char *why) {
        json_t *value = member(reading, name, why);

        if (!json_is_string(value) || json_string_length(value) > max / 3 * 4 + 4) {
                refuse(reading, why);
                return;
        }
        request->bytes = malloc(max);
        if (!request->bytes)
                reading->fault = -ENOMEM;
        else if (!base64_decode(json_string_value(value), json_string_length(value), request->bytes, max, &request->len))
                refuse(reading, why);
}

/* ---- requests ---- */

static void read_adopt(struct reading *reading, struct control_request *request) {
        take_bytes(reading, "bundle", BUNDLE_MAX_LEN, request, "`bundle` must be a bundle of at most 1 MiB in base64");
}

static void read_scan(struct reading *reading, struct control_request *request) {
        take_bytes(reading, "text", CONTROL_SCAN_MAX, request, "`text` must be what is scanned, at most 4096 bytes, in base64");
}

static void read_touch(struct reading *reading, struct control_request *request) {
        request->x_px = (int)take_integer(reading, "x", 0, DISPLAY_SIDE_MAX_PX - 1, "`x` must be a pixel");
        request->y_px = (int)take_integer(reading, "y", 0, DISPLAY_SIDE_MAX_PX - 1, "`y` must be a pixel");
}

static void read_press(struct reading *reading, struct control_request *request) {
        static const char why[] = "`target` must be a target's name, such as key_5 or next";

        if (!target_from_name(take_word(reading, "target", why), &request->target))
                refuse(reading, why);
}

static void read_key(struct reading *reading, struct control_request *request) {
        static const char why[] = "`key` must be one of 0 to 9, up, down, left, right, ok, back, help and speech";

        request->key = input_key_from_name(take_word(reading, "key", why));
        if (request->key == INPUT_KEY_COUNT)
                refuse(reading, why);
}

static void read_door(struct reading *reading, struct control_request *request) {
        static const char why[] = "`hand` must be open, close, jam, free or bounce";

        request->c = (unsigned)take_integer(reading, "c", 1, STORE_COMPARTMENTS_MAX, "`c` must be a compartment");
        if (!control_hand_from_name(take_word(reading, "hand", why), &request->hand))
                refuse(reading, why);
}

static void read_doors(struct reading *reading, struct control_request *request) {
        request->on = take_bool(reading, "automatic", "`automatic` must be true or false");
}

static void read_advance(struct reading *reading, struct control_request *request) {
        request->ms = take_integer(reading, "ms", 0, INT64_C(86400000) * CONTROL_ADVANCE_MAX_DAYS,
                                   "`ms` must be milliseconds of at most a hundred years");
}

static void read_jump(struct reading *reading, struct control_request *request) {
        /* 9999-12-31T23:59:59Z is the last time that RFC 3339 can write */
        request->ms = take_integer(reading, "time_ms", 0, INT64_C(253402300799) * 1000, "`time_ms` must be milliseconds since 1970");
}

static void read_synchronise(struct reading *reading, struct control_request *request) {
        request->on = take_bool(reading, "synchronised", "`synchronised` must be true or false");
}

static void read_plug(struct reading *reading, struct control_request *request) {
        static const char why[] = "`device` must be scanner, touch or screen";

        if (!control_device_from_name(take_word(reading, "device", why), &request->device))
                refuse(reading, why);
        request->on = take_bool(reading, "present", "`present` must be true or false");
}

static void read_headset(struct reading *reading, struct control_request *request) {
        request->on = take_bool(reading, "plugged", "`plugged` must be true or false");
}

static void read_nothing(struct reading *reading, struct control_request *request) {
}

static void read_wait(struct reading *reading, struct control_request *request) {
        static const char why[] = "`screen` must be a screen's name, such as idle or door";

        request->screen = screen_from_name(take_word(reading, "screen", why));
        if (request->screen == SCREEN_COUNT)
                refuse(reading, why);
        request->ms = take_integer(reading, "timeout_ms", 0, CONTROL_WAIT_MAX_MS, "`timeout_ms` must be at most 600000");
}

static const struct {
        const char *name;
        void (*read)(struct reading *reading, struct control_request *request);
} kinds[CONTROL_KIND_COUNT] = {
        [CONTROL_STATUS] = { "status", read_nothing },
        [CONTROL_ADOPT] = { "adopt", read_adopt },
        [CONTROL_SCAN] = { "scan", read_scan },
        [CONTROL_TOUCH] = { "touch", read_touch },
        [CONTROL_PRESS] = { "press", read_press },
        [CONTROL_KEY] = { "key", read_key },
        [CONTROL_DOOR] = { "door", read_door },
        [CONTROL_DOORS] = { "doors", read_doors },
        [CONTROL_ADVANCE] = { "advance", read_advance },
        [CONTROL_JUMP] = { "jump", read_jump },
        [CONTROL_SYNCHRONISE] = { "synchronise", read_synchronise },
        [CONTROL_PLUG] = { "plug", read_plug },
        [CONTROL_HEADSET] = { "headset", read_headset },
        [CONTROL_SCREEN] = { "screen", read_nothing },
        [CONTROL_STATE] = { "state", read_nothing },
        [CONTROL_HEAR] = { "hear", read_nothing },
        [CONTROL_WAIT] = { "wait", read_wait },
};

static void read_object(struct reading *reading, struct control_request *request) {
        const char *name = take_word(reading, "request", "`request` must say what is wanted");

        for (int kind = CONTROL_STATUS; kind < CONTROL_KIND_COUNT; kind++)
                if (strcmp(kinds[kind].name, name) == 0) {
                        request->kind = (enum control_kind)kind;
                        kinds[kind].read(reading, request);
                        if (reading->members != json_object_size(reading->object))
                                refuse(reading, "the request has members that do not belong to it");
                        return;
                }
        refuse(reading, "there is no request of that name");
}

int control_request_parse(const char *line, size_t len, struct control_request *ret_request, const char **ret_why) {
        struct control_request request = { 0 };
        struct reading reading = { 0 };

        reading.object = json_loadb(line, len, JSON_REJECT_DUPLICATES, NULL);
        if (!json_is_object(reading.object))
                refuse(&reading, "a request is one JSON object on one line");
        else
                read_object(&reading, &request);
        json_decref(reading.object);
        if (reading.fault < 0 || reading.why) {
                control_request_deinit(&request);
                if (reading.fault < 0)
                        return reading.fault;
                *ret_why = reading.why;
                return CONTROL_E_MALFORMED;
        }
        *ret_request = request;
        return 0;
}

void control_request_deinit(struct control_request *request) {
        if (request->bytes)
                explicit_bzero(request->bytes, request->len);
        free(request->bytes);
        *request = (struct control_request){ 0 };
}
