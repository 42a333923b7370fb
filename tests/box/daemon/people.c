/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/box/daemon/people.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>

#include "base/base64.h"
#include "base/file.h"
#include "controller/box/daemon/sim_action.h"
#include "hal/lock/lock.h"
#include "tests/support/cmocka.h"

enum { WORDS_MAX = 4, LINE_SIZE = 128, TRIES = 10000, PAUSE_MS = 2 };

static void pause_a_little(void) {
        const struct timespec pause = { .tv_nsec = PAUSE_MS * 1000000 };

        nanosleep(&pause, NULL);
}

static struct sim_world *world(struct people *people) {
        if (!people->world)
                assert_int_equal(sim_world_open(people->place->box.world, PLACE_COMPARTMENTS, &people->world), 0);
        return people->world;
}

/* ---- asking ---- */

/* 0 and an answer, or PEOPLE_GONE. */
static int ask(struct people *people, json_t *request, json_t **ret_answer) {
        json_t *answer;
        int r;

        assert_non_null(request);
        r = control_client_ask(&people->client, request, &answer);
        json_decref(request);
        if (r == -ECONNRESET)
                return PEOPLE_GONE;
        assert_int_equal(r, 0);
        if (!json_is_true(json_object_get(answer, "ok"))) {
                /* A box whose guard was killed says so, and ends. */
                if (people->cutter->cut)
                        return json_decref(answer), PEOPLE_GONE;
                fail_msg("%s: %s", people->act, json_string_value(json_object_get(answer, "message")));
        }
        if (ret_answer)
                *ret_answer = answer;
        else
                json_decref(answer);
        return 0;
}

static int tell(struct people *people, json_t *request) {
        return ask(people, request, NULL);
}

/* ---- acts ---- */

static int act_show(struct people *people, const char *what) {
        CLEANUP(buffer_deinit) struct buffer file = BUFFER_INIT, text = BUFFER_INIT;

        if (strcmp(what, "badge") == 0) {
                assert_int_equal(file_read(people->place->badge, 4096, &file), 0);
                while (file.len > 0 && file.data[file.len - 1] == '\n')
                        file.len--;
        } else {
                assert_int_equal(buffer_append_text(&file, strcmp(what, "code") == 0 ? people->place->issued.code :
                                                                                       people->place->issued.ticket), 0);
        }
        assert_int_equal(base64_encode(file.data, file.len, &text), 0);
        return tell(people, json_pack("{s:s,s:s}", "request", "scan", "text", buffer_text(&text)));
}

static int act_type(struct people *people, const char *what) {
        const char *digits = people->place->one_time_pin;
        int r = 0;

        if (strcmp(what, "born") == 0)
                digits = PLACE_BORN;
        else if (strcmp(what, "own_pin") == 0)
                digits = PLACE_OWN_PIN;
        for (; *digits && r == 0; digits++) {
                char name[] = "key_0";

                name[4] = *digits;
                r = tell(people, json_pack("{s:s,s:s}", "request", "press", "target", name));
        }
        return r;
}

/* From 0; PLACE_COMPARTMENTS when none is. */
static unsigned open_door(struct people *people, bool *ret_driven) {
        struct sim_compartment compartment;
        unsigned i;

        *ret_driven = false;
        for (i = 0; i < PLACE_COMPARTMENTS; i++) {
                sim_world_read(world(people), i, &compartment);
                *ret_driven |= compartment.coil_on;
                if (compartment.open)
                        break;
        }
        return i;
}

static int act_opened(struct people *people, const char *what) {
        for (unsigned i = 0; i < TRIES; i++) {
                bool driven;

                if (open_door(people, &driven) < PLACE_COMPARTMENTS && !driven)
                        return 0;
                if (people->cutter->gone)
                        return PEOPLE_GONE;
                pause_a_little();
        }
        fail_msg("no door opens");
        return -1;
}

static int act_close(struct people *people, const char *what) {
        bool driven;
        unsigned i = open_door(people, &driven);

        if (i < PLACE_COMPARTMENTS)
                sim_world_hand(world(people), i, SIM_HAND_CLOSE);
        return 0;
}

static int act_open(struct people *people, const char *what) {
        sim_world_hand(world(people), (unsigned)atoi(what) - 1, SIM_HAND_OPEN);
        return 0;
}

static int hand_on_all(struct people *people, enum sim_hand hand) {
        for (unsigned i = 0; i < PLACE_COMPARTMENTS; i++)
                sim_world_hand(world(people), i, hand);
        return 0;
}

static int act_jam(struct people *people, const char *what) {
        return hand_on_all(people, SIM_HAND_JAM);
}

static int act_free(struct people *people, const char *what) {
        return hand_on_all(people, SIM_HAND_FREE);
}

static int act_quiet(struct people *people, const char *what) {
        for (unsigned i = 0; i < TRIES; i++) {
                json_t *answer;
                bool idle, working;

                if (ask(people, json_pack("{s:s}", "request", "status"), &answer) != 0)
                        return PEOPLE_GONE;
                idle = json_is_true(json_object_get(answer, "idle"));
                working = json_is_true(json_object_get(answer, "working"));
                json_decref(answer);
                if (!working)
                        fail_msg("the box is out of order");
                if (idle)
                        return 0;
                pause_a_little();
        }
        fail_msg("the box does not become quiet");
        return -1;
}

static int act_phase(struct people *people, const char *what) {
        people->cutter->phase = atoi(what);
        return 0;
}

static int act_seen(struct people *people, const char *what) {
        for (int i = 1; i < ENTRY_COUNT; i++)
                if (strcmp(entry_event_name((enum entry_event)i), what) == 0) {
                        people->seen[i]++;
                        return 0;
                }
        fail_msg("there is no event %s", what);
        return -1;
}

static const struct {
        const char *name;
        int (*perform)(struct people *people, const char *what);
} acts[] = {
        { "show", act_show },   { "type", act_type }, { "opened", act_opened }, { "close", act_close }, { "open", act_open },
        { "jam", act_jam },     { "free", act_free }, { "quiet", act_quiet },   { "phase", act_phase }, { "seen", act_seen },
};

static int act(struct people *people, char *line) {
        char message[SIM_ACTION_MESSAGE_SIZE], none[] = "", patience[] = "60", *words[WORDS_MAX] = { none, none }, *rest = NULL;
        json_t *request;
        int count = 0;

        for (char *word = strtok_r(line, " ", &rest); word && count < WORDS_MAX; word = strtok_r(NULL, " ", &rest))
                words[count++] = word;
        for (size_t i = 0; i < ARRAY_LEN(acts); i++)
                if (strcmp(acts[i].name, words[0]) == 0)
                        return acts[i].perform(people, words[1]);
        if (count == 2 && strcmp(words[0], "wait") == 0) /* a limit for a hang */
                words[count++] = patience;
        if (sim_action_parse(count, words, &request, message) < 0)
                fail_msg("%s", message);
        return tell(people, request);
}

int people_act(struct people *people, const char *script) {
        struct reader reader = reader_over(script, strlen(script));
        const char *line;
        size_t len;
        int r = 0;

        while (r == 0 && reader_line(&reader, &line, &len)) {
                char text[LINE_SIZE], kept[LINE_SIZE];

                assert_true(snprintf(text, sizeof(text), "%.*s", (int)len, line) < LINE_SIZE);
                strcpy(kept, text);
                people->act = kept;
                r = act(people, text);
        }
        people->act = "";
        return r;
}

/* ---- the daemon ---- */

int people_start(struct people *people, const char *program) {
        cutter_start(people->cutter, program, people->place->box.config, people->place->log);
        for (unsigned i = 0; i < TRIES; i++) {
                int r = control_client_open(people->place->box.socket, &people->client);

                if (r == 0)
                        return 0;
                people->client.fd = -1;
                assert_true(r == -ENOENT || r == -ECONNREFUSED);
                if (people->cutter->gone)
                        return PEOPLE_GONE;
                pause_a_little();
        }
        fail_msg("the daemon does not answer");
        return -1;
}

static void leave(struct people *people) {
        if (people->client.fd >= 0)
                control_client_close(&people->client);
        people->client.fd = -1;
}

void people_end(struct people *people) {
        if (people->cutter->cut && people->cutter->victim == VICTIM_GUARD)
                for (unsigned i = 0; i < TRIES && !people->cutter->gone; i++)
                        pause_a_little();
        leave(people);
        cutter_end(people->cutter);
}

void people_stop(struct people *people) {
        leave(people);
        assert_true(people->cutter->daemon > 0);
        kill(people->cutter->daemon, SIGTERM);
        for (unsigned i = 0; i < TRIES && !people->cutter->gone; i++)
                pause_a_little();
        assert_true(people->cutter->gone);
        cutter_end(people->cutter);
        assert_true(WIFEXITED(people->cutter->status));
        assert_int_equal(WEXITSTATUS(people->cutter->status), 0);
}

void people_deinit(struct people *people) {
        leave(people);
        cutter_end(people->cutter);
        sim_world_free(people->world);
        people->world = NULL;
}

/* ---- the cabinet ---- */

bool people_door_open(struct people *people, unsigned compartment) {
        struct sim_compartment found;

        for (unsigned i = 0; i < TRIES && sim_world_look(world(people), NULL) >= 0; i++)
                pause_a_little();
        sim_world_read(world(people), compartment - 1, &found);
        return found.open;
}

unsigned people_check_coils(struct people *people) {
        unsigned pulses = 0;

        for (unsigned i = 0; i < PLACE_COMPARTMENTS; i++) {
                struct sim_compartment compartment;

                sim_world_read(world(people), i, &compartment);
                assert_false(compartment.coil_on);
                assert_true(compartment.longest_ms <= LOCK_PULSE_CAP_MS);
                pulses += compartment.pulses;
        }
        assert_int_equal(sim_world_overlaps(world(people)), 0);
        return pulses;
}
