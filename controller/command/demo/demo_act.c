/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/command/demo/demo_act.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/base64.h"
#include "controller/box/daemon/sim_action.h"
#include "controller/command/demo/demo_control.h"
#include "controller/command/demo/demo_office.h"

enum { WORDS_MAX = 6, LINE_SIZE = 256, DAY_S = 86400 };

struct demo_act {
        struct demo *demo;
        enum demo_citizen citizen;
        struct demo_consignment *consignment;   /* NULL: nobody's */
        const struct demo_person *person;
        const char *line;                       /* all of it, not ended */
        size_t line_len;
        int count;
        char *words[WORDS_MAX];
};

static int act_show(struct demo_act *act) {
        CLEANUP(buffer_wipe) struct buffer text = BUFFER_INIT, encoded = BUFFER_INIT;
        const char *what = act->words[1];
        char png[PATH_MAX];
        int len;

        if (strcmp(what, "badge") == 0)
                len = snprintf(png, sizeof(png), "%s/badges/%s/badge.png", act->demo->office_dir, DEMO_STAFF);
        else if (strcmp(what, "old_code") == 0)
                len = snprintf(png, sizeof(png), "%s", act->consignment->old_code_png);
        else
                len = snprintf(png, sizeof(png), "%s/%s.png", act->consignment->parcel, what);
        if (len >= PATH_MAX)
                return demo_failed(act->demo, "the name of the folder %s is too long", act->demo->dir);
        if (demo_read_code(act->demo, png, &text) < 0)
                return -1;
        if (base64_encode(text.data, text.len, &encoded) < 0)
                return demo_failed(act->demo, "there is no memory for a code");
        return demo_ask(act->demo, json_pack("{s:s,s:s}", "request", "scan", "text", buffer_text(&encoded)), NULL);
}

/* ---- fingers ---- */

void demo_birth_digits(const char *born, char ret_digits[DEMO_DIGITS_SIZE]) {
        snprintf(ret_digits, DEMO_DIGITS_SIZE, "%.2s%.2s%.4s", born + 8, born + 5, born);
}

static int press_digits(struct demo *demo, const char *digits) {
        for (const char *at = digits; *at; at++) {
                char name[8];

                snprintf(name, sizeof(name), "key_%c", *at);
                if (demo_ask(demo, json_pack("{s:s,s:s}", "request", "press", "target", name), NULL) < 0)
                        return -1;
        }
        return 0;
}

static int act_type(struct demo_act *act) {
        const char *what = act->words[1];
        char digits[DEMO_DIGITS_SIZE];
        int r;

        if (strcmp(what, "one_time_pin") == 0)
                snprintf(digits, sizeof(digits), "%s", act->demo->one_time_pin);
        else if (strcmp(what, "own_pin") == 0)
                snprintf(digits, sizeof(digits), "%s", DEMO_OWN_PIN);
        else if (strcmp(what, "wrong") == 0)
                snprintf(digits, sizeof(digits), "%s", DEMO_WRONG_BIRTH);
        else if (strcmp(what, "number") == 0)
                snprintf(digits, sizeof(digits), "%s", act->consignment->issued.reference);
        else if (strcmp(what, "pin") == 0)
                snprintf(digits, sizeof(digits), "%s", act->consignment->issued.pin);
        else
                demo_birth_digits(act->person->born, digits);
        r = press_digits(act->demo, digits);
        explicit_bzero(digits, sizeof(digits));
        return r;
}

/* ---- doors ---- */

static int act_opened(struct demo_act *act) {
        int c = demo_await_door(act->demo, true);

        if (c < 0)
                return -1;
        if (act->consignment->compartment && act->consignment->compartment != (unsigned)c)
                return demo_failed(act->demo, "expected the door of compartment %u to open, but it is %d",
                                   act->consignment->compartment, c);
        act->consignment->compartment = (unsigned)c;
        return 0;
}

static int hand(struct demo_act *act, const char *what) {
        return demo_ask(act->demo, json_pack("{s:s,s:i,s:s}", "request", "door", "c", (int)act->consignment->compartment, "hand", what),
                        NULL);
}

static int act_close(struct demo_act *act) {
        return hand(act, "close") < 0 || demo_await_door(act->demo, false) < 0 ? -1 : 0;
}

static int act_jam(struct demo_act *act) {
        return hand(act, "jam");
}

static int act_picture(struct demo_act *act) {
        int r = demo_picture(act->demo, act->words[1], NULL);

        return r < 0 ? demo_failed(act->demo, "the picture %s cannot be kept: %s", act->words[1], strerror(-r)) : 0;
}

static int act_receipt(struct demo_act *act) {
        int r = demo_picture(act->demo, "receipt", act->demo->receipt);

        return r < 0 ? demo_failed(act->demo, "the picture of the receipt cannot be kept: %s", strerror(-r)) : 0;
}

/* ---- the office, and time ---- */

static int pass(struct demo_act *act, long seconds) {
        int r = demo_ask(act->demo, json_pack("{s:s,s:I}", "request", "advance", "ms", (json_int_t)seconds * 1000), NULL);

        if (r == 0)
                act->demo->ahead_s += seconds;
        return r;
}

static int act_days(struct demo_act *act) {
        return pass(act, strtol(act->words[1], NULL, 10) * DAY_S);
}

static int act_seconds(struct demo_act *act) {
        return pass(act, strtol(act->words[1], NULL, 10));
}

static int act_revoke(struct demo_act *act) {
        CLEANUP(buffer_deinit) struct buffer bundle = BUFFER_INIT, text = BUFFER_INIT;

        if (demo_revoke(act->demo, act->citizen, &bundle) < 0)
                return -1;
        if (base64_encode(bundle.data, bundle.len, &text) < 0)
                return demo_failed(act->demo, "there is no memory for a bundle");
        return demo_ask(act->demo, json_pack("{s:s,s:s}", "request", "adopt", "bundle", buffer_text(&text)), NULL);
}

static int act_reissue(struct demo_act *act) {
        return demo_reissue(act->demo, act->citizen);
}

/* ---- telling ---- */

static int act_say(struct demo_act *act) {
        static const char say[] = "say ";

        demo_done(act->demo, "%.*s", (int)(act->line_len - strlen(say)), act->line + strlen(say));
        return 0;
}

static int act_told(struct demo_act *act) {
        demo_done(act->demo, "%s: %s", act->person->label, act->person->what);
        return 0;
}

/* ---- scripts ---- */

static int act_sim(struct demo_act *act) {
        char message[SIM_ACTION_MESSAGE_SIZE];
        json_t *request;

        if (sim_action_parse(act->count, act->words, &request, message) < 0)
                return demo_failed(act->demo, "%s", message);
        return demo_ask(act->demo, request, NULL);
}

static const struct {
        const char *name;
        int (*perform)(struct demo_act *act);
} acts[] = {
        { "show", act_show },       { "type", act_type },       { "opened", act_opened }, { "close", act_close },
        { "jam", act_jam },         { "days", act_days },       { "revoke", act_revoke }, { "reissue", act_reissue },
        { "picture", act_picture }, { "receipt", act_receipt }, { "say", act_say },       { "told", act_told },
        { "seconds", act_seconds },
};

static int perform(struct demo_act *act, char *line) {
        char *rest = NULL;

        act->count = 0;
        for (char *word = strtok_r(line, " ", &rest); word && act->count < WORDS_MAX; word = strtok_r(NULL, " ", &rest))
                act->words[act->count++] = word;
        for (size_t i = 0; i < ARRAY_LEN(acts); i++)
                if (strcmp(acts[i].name, act->words[0]) == 0)
                        return acts[i].perform(act);
        return act_sim(act);
}

static int perform_scene(struct demo *demo, const struct demo_scene *scene) {
        struct reader reader = reader_over(scene->script, strlen(scene->script));
        size_t len;

        for (const char *line; reader_line(&reader, &line, &len);) {
                struct demo_act act = { .demo = demo, .citizen = scene->citizen };
                char text[LINE_SIZE];

                if (scene->citizen != DEMO_NOBODY) {
                        act.consignment = &demo->consignments[scene->citizen];
                        act.person = &demo_persons[scene->citizen];
                }
                snprintf(text, sizeof(text), "%.*s", (int)len, line);
                act.line = line;
                act.line_len = len;
                if (perform(&act, text) < 0)
                        return demo_failed(demo, "expected that this works: %.*s", (int)len, line);
        }
        return 0;
}

int demo_act(struct demo *demo, const struct demo_scene *scenes) {
        int r = 0;

        for (; scenes->script && r == 0; scenes++)
                r = perform_scene(demo, scenes);
        return r;
}
