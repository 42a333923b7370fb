/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/command/wiring_finding.h"

#include <stdarg.h>
#include <stdio.h>

/* A current that ends so much after its pulse is that of a slow driver, not of a diode. */
enum { CURRENT_LATE_MS = 200 };

static bool say(char *ret_sentence, const char *format, ...) PRINTF_LIKE(2, 3);

static bool say(char *ret_sentence, const char *format, ...) {
        va_list arguments;

        va_start(arguments, format);
        vsnprintf(ret_sentence, WIRING_FINDING_SIZE, format, arguments);
        va_end(arguments);
        return true;
}

bool wiring_finding_first(const struct wiring_seen *seen, char ret_sentence[WIRING_FINDING_SIZE]) {
        const struct wiring_trial *trial = seen->trial;

        switch (trial->outcome) {
        case WIRING_OPENED:
                return trial->sensed ? say(ret_sentence, "Opened, and its switch says so. Current flowed for %u ms.", trial->on_ms) :
                                       say(ret_sentence, "Opened, and its switch says so.");
        case WIRING_NOT_OPENED:
                return say(ret_sentence, "The pulse was given and no switch says that a door opened.");
        case WIRING_OTHER_OPENED:
                return say(ret_sentence, "Door %u opened instead, says its switch.", trial->other);
        case WIRING_BOTH_OPENED:
                return say(ret_sentence, "Opened, but the switch of %u says open as well.", trial->other);
        case WIRING_NO_PULSE:
        case WIRING_CURRENT_BEFORE:
                break;
        }
        return false;
}

/* A switch that reads the same, open and shut. Linux takes a bias that the chip does not have without a word. */
static bool say_same(const struct config *config, unsigned c, enum door_state level, char *ret_sentence) {
        bool biased = config->doors.bias == LINE_BIAS_PULL_UP || config->doors.bias == LINE_BIAS_PULL_DOWN;

        return say(ret_sentence, "FAULT: switch: that of %u reads %s, the door being open and shut: %s%s", c, door_state_name(level),
                   biased ? "`bias` of [door] asks for pulls that its chip may not have, which the kernel does not tell, and its line floats: a resistor of 10 kOhm at the"
                            " line does it; else " : "",
                   level == DOOR_CLOSED ? "its cable is shorted, its contact sticks, or its plug sits on another line; without a resistor the line floats" :
                                   "its cable is cut or not plugged in, its contact sticks, or its plug sits on another line; without a resistor the line floats");
}

static bool say_no_door(const struct wiring_seen *seen, char *ret_sentence) {
        if (!seen->senses)
                return say(ret_sentence, "FAULT: lock: no door opened: look after the coil of %u, its plug, its supply and fuse, and active_low of [lock]", seen->c);
        if (seen->trial->sensed)
                return say(ret_sentence, "FAULT: lock: current flowed for %u ms and no door opened: the latch of %u sticks, its door has no spring, or the pulse is too short",
                           seen->trial->on_ms, seen->c);
        return say(ret_sentence, "FAULT: lock: no current flowed and no door opened: the plug of %u, its supply, its fuse, its driver, or active_low of [lock]", seen->c);
}

static bool find_not_opened(const struct wiring_seen *seen, char *ret_sentence) {
        if (!seen->answered)
                return say(ret_sentence, "FAULT: lock or switch of %u: try it again and say which door is open", seen->c);
        if (seen->open == 0)
                return say_no_door(seen, ret_sentence);
        if (seen->open == seen->c)
                return say_same(seen->config, seen->c, DOOR_CLOSED, ret_sentence);
        return say(ret_sentence, "FAULT: lock: the line of %u feeds the coil of %u, and the switch of %u says nothing of it: exchange the locks' plugs, or their order in"
                                 " `lines` of [lock]; then look after that switch", seen->c, seen->open, seen->open);
}

static bool find_other_opened(const struct wiring_seen *seen, char *ret_sentence) {
        unsigned other = seen->trial->other;

        if (!seen->answered)
                return say(ret_sentence, "FAULT: locks or switches of %u and %u are exchanged: try it again and say which door is open", seen->c, other);
        if (seen->open == other)
                return say(ret_sentence, "FAULT: lock: the locks of %u and %u are exchanged: exchange their plugs, or their order in `lines` of [lock]", seen->c, other);
        if (seen->open == seen->c)
                return say(ret_sentence, "FAULT: switch: the switches of %u and %u are exchanged: exchange their plugs, or their order in `lines` of [door]", seen->c, other);
        return say(ret_sentence, "FAULT: switch: the pulse on %u moves the switch of %u and not its door: its cable touches the lock's or shares its return; give each its own,"
                                 " apart from the coils'", seen->c, other);
}

static bool find_both_opened(const struct wiring_seen *seen, char *ret_sentence) {
        unsigned other = seen->trial->other;

        if (!seen->answered)
                return say(ret_sentence, "FAULT: lock or switch: %u and %u hang together: try it again and say which other door is open", seen->c, other);
        if (seen->open == other)
                return say(ret_sentence, "FAULT: lock: the pulse on %u opens %u as well: two coils hang on one driver, or their lines touch; each coil needs a driver and a line"
                                         " of its own", seen->c, other);
        return say(ret_sentence, "FAULT: switch: the switch of %u follows the door of %u: two switches hang on one line, or their cables touch; each needs a line of its own",
                   other, seen->c);
}

bool wiring_finding(const struct wiring_seen *seen, char ret_sentence[WIRING_FINDING_SIZE]) {
        switch (seen->trial->outcome) {
        case WIRING_OPENED:
                return false;
        case WIRING_NOT_OPENED:
                return find_not_opened(seen, ret_sentence);
        case WIRING_OTHER_OPENED:
                return find_other_opened(seen, ret_sentence);
        case WIRING_BOTH_OPENED:
                return find_both_opened(seen, ret_sentence);
        case WIRING_CURRENT_BEFORE:
                return say(ret_sentence, "FAULT: feedback: a coil carries current before any pulse, so none was given: switch the supply off now; then look after active_low of"
                                         " [lock], a driver that is shorted or has no pull-down, and feedback_active_low");
        case WIRING_NO_PULSE:
                break;
        }
        return say(ret_sentence, "FAULT: lock: the line of %u could not be driven: look after its chip and its bus", seen->c);
}

bool wiring_finding_current(const struct wiring_seen *seen, char ret_sentence[WIRING_FINDING_SIZE]) {
        const struct wiring_trial *trial = seen->trial;

        if (!seen->senses || trial->outcome == WIRING_NO_PULSE || trial->outcome == WIRING_CURRENT_BEFORE)
                return false;
        if (!trial->sensed)
                return trial->outcome != WIRING_NOT_OPENED &&
                       say(ret_sentence, "FAULT: feedback: a door opened and no current was seen: the sensor is not in the coils' supply, or `feedback` or feedback_active_low of"
                                         " [lock] is wrong");
        if (trial->on_ms > seen->config->lock.pulse_ms + CURRENT_LATE_MS)
                return say(ret_sentence, "FAULT: feedback: current flowed for %s%u ms, the pulse was %u ms: a driver or relay lets go late or sticks; switch the supply off"
                                         " before it burns the coil", trial->on_ms >= WIRING_CURRENT_MAX_MS ? "more than " : "", trial->on_ms, seen->config->lock.pulse_ms);
        return false;
}

void wiring_finding_switch(const struct config *config, unsigned c, bool turned, char ret_sentence[WIRING_FINDING_SIZE]) {
        if (turned)
                (void)say(ret_sentence, "FAULT: switch: that of %u says open when the door is shut and closed when it is open: active_low of [door] %s %u", c,
                          config->doors.active_low[c - 1] ? "must not name" : "must name", c);
        else
                (void)say_same(config, c, DOOR_OPEN, ret_sentence);
}

void wiring_finding_interrupt(const char *chip, unsigned levels, char ret_sentence[WIRING_FINDING_SIZE]) {
        (void)say(ret_sentence, "FAULT: interrupt: that of chip %s does not arrive: its switches work, they were read to have changed (times: %u) and none was told. Look after the wire from"
                                " its INT to the pin that its overlay names (int=), its pull-up, and whether another driver has that pin; until then each door is seen late", chip,
                  levels);
}
