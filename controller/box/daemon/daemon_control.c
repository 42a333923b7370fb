/* SPDX-License-Identifier: EUPL-1.2 */
/* What the control socket's requests do on every box. */
#include "controller/box/daemon/daemon_control.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "controller/box/daemon/adopt.h"
#include "controller/box/daemon/daemon_adopt.h"
#include "controller/box/session/box_numbers.h"
#include "controller/box/daemon/daemon_settle.h"

void daemon_answer(struct control_peer *peer, json_t *object) {
        char *text = object ? json_dumps(object, JSON_COMPACT) : NULL;

        if (text)
                control_answer(peer, text, -1);
        else
                control_answer_error(peer, "fault", "there is no memory for the answer");
        free(text);
        json_decref(object);
}

/* ---- status ---- */

struct counts {
        unsigned free_count, occupied, return_inside, quarantined, absent;
};

static void count_one(void *context, const struct store_compartment *compartment, const struct consignment *consignment) {
        struct counts *counts = context;

        switch (compartment->state) {
        case COMPARTMENT_FREE:
                counts->free_count++;
                break;
        case COMPARTMENT_OCCUPIED:
                counts->occupied++;
                break;
        case COMPARTMENT_RETURN_INSIDE:
                counts->return_inside++;
                break;
        case COMPARTMENT_QUARANTINED:
                counts->quarantined++;
                break;
        case COMPARTMENT_ABSENT:
                counts->absent++;
                break;
        }
}

static json_t *compartments_json(struct daemon *daemon) {
        struct counts counts = { 0 };

        if (!daemon->store || store_each(daemon->store, count_one, &counts) != 0)
                return json_null();
        return json_pack("{s:i,s:i,s:i,s:i,s:i}", "free", (int)counts.free_count, "occupied", (int)counts.occupied, "return_inside",
                         (int)counts.return_inside, "quarantined", (int)counts.quarantined, "absent", (int)counts.absent);
}

static json_t *ledger_json(struct daemon *daemon) {
        CLEANUP(buffer_deinit) struct buffer root_text = BUFFER_INIT;
        struct hash root;

        if (!daemon->store || !store_origin(daemon->store))
                return json_null();
        store_root(daemon->store, &root);
        /* As a checkpoint writes it, to be compared with an export. */
        if (hash_format(&root, &root_text) != 0)
                return json_null();
        return json_pack("{s:s,s:I,s:s}", "origin", store_origin(daemon->store), "size", (json_int_t)store_size(daemon->store), "root",
                         buffer_text(&root_text));
}

static json_t *bundle_json(struct daemon *daemon) {
        CLEANUP(buffer_deinit) struct buffer bytes = BUFFER_INIT;
        CLEANUP(bundle_cleanup) struct bundle *bundle = NULL;
        char expires[MOMENT_TEXT_SIZE];
        struct public_key root;

        if (!daemon->store || store_bundle(daemon->store, &root, &bytes) != 0 ||
            bundle_open(bytes.data, bytes.len, &root, &bundle) != 0)
                return json_null();
        moment_format((int64_t)bundle->expires * 1000, false, expires);
        return json_pack("{s:I,s:s}", "version", (json_int_t)bundle->version, "expires", expires);
}

static json_t *space_json(struct daemon *daemon) {
        uint64_t bytes;

        if (!daemon->store || store_space(daemon->store, &bytes) != 0)
                return json_null();
        return json_integer((json_int_t)bytes);
}

static json_t *gave_up_json(const struct day *day) {
        json_t *object = json_object();

        for (unsigned i = 0; i < SCREEN_COUNT; i++)
                if (day->gave_up[i] > 0)
                        (void)json_object_set_new(object, screen_name((enum screen_id)i), json_integer(day->gave_up[i]));
        return object;
}

/* Without pickups there are no seconds of one. */
static json_t *seconds_json(const struct day *day, unsigned s) {
        return day->pickups > 0 ? json_integer(s) : json_null();
}

static json_t *today_json(const struct day *day) {
        return json_pack("{s:i,s:i,s:i,s:i,s:i,s:i,s:o,s:o,s:o}", "loaded", (int)day->loaded, "issued", (int)day->issued, "removed", (int)day->removed, "refused",
                         (int)day->refused, "incidents", (int)day->incidents, "pickups", (int)day->pickups, "pickup_median_s", seconds_json(day, day->median_s),
                         "pickup_percentile_95_s", seconds_json(day, day->p95_s), "gave_up", gave_up_json(day));
}

static json_t *reconciliation_json(const struct box_numbers *numbers) {
        char ended[MOMENT_TEXT_SIZE];

        if (!numbers->knows_reconciliation)
                return json_null();
        moment_format(numbers->reconciled_ms, false, ended);
        return json_pack("{s:i,s:i,s:i,s:i,s:s?}", "open", (int)numbers->open, "there", (int)numbers->there, "empty", (int)numbers->empty, "else",
                         (int)numbers->other, "ended", numbers->reconciled_ms > 0 ? ended : NULL);
}

static void answer_status(struct daemon *daemon, struct control_peer *peer) {
        const struct screen *screen = box_screen(daemon->box);
        struct moment now = clock_now(daemon->devices.clock);
        struct box_numbers numbers;
        char time[MOMENT_TEXT_SIZE];
        bool counted = daemon->store && box_numbers(daemon->box, now.wall_ms, &numbers) == 0;

        moment_format(now.wall_ms, false, time);
        daemon_answer(peer, json_pack("{s:b,s:s,s:s,s:s,s:s,s:b,s:s,s:s?,s:b,s:o,s:o,s:o,s:o,s:o,s:o,s:{s:b,s:b,s:b,s:b}}", "ok", 1, "box",
                                    daemon->config->box_id, "version", PICKUPBOX_VERSION, "mode",
                                    store_mode_name(daemon->mode), "time", time, "working",
                                    screen->id != SCREEN_OUT_OF_ORDER, "screen", screen_name(screen->id), "trouble", daemon_trouble(daemon),
                                    "idle", box_idle(daemon->box), "compartments", compartments_json(daemon), "ledger",
                                    ledger_json(daemon), "bundle", bundle_json(daemon), "today", counted ? today_json(&numbers.day) : json_null(), "reconciliation",
                                    counted ? reconciliation_json(&numbers) : json_null(), "space", space_json(daemon), "devices",
                                    "scanner", scanner_present(daemon->devices.scanner), "touch",
                                    input_touch_present(daemon->devices.input), "screen", display_present(daemon->devices.display), "voice",
                                    voice_present(daemon->devices.voice)));
}

/* ---- adopt ---- */

static void answer_adopt(struct daemon *daemon, struct control_peer *peer, const struct control_request *request) {
        char message[ADOPT_MESSAGE_SIZE];
        int r = daemon_adopt(daemon, request->bytes, request->len, false, message);

        if (r == 0)
                control_answer_ok(peer);
        else
                control_answer_error(peer, r == BOX_E_BUSY ? "busy" : r > 0 ? "refused" : "fault", "%s", message);
}

void daemon_control(void *context, struct control_peer *peer, const struct control_request *request) {
        struct daemon *daemon = context;

        if (request->kind == CONTROL_STATUS)
                answer_status(daemon, peer);
        else if (request->kind == CONTROL_ADOPT)
                answer_adopt(daemon, peer, request);
        else
                control_answer_error(peer, "not_simulated", "this daemon was not started with --simulate");
}
