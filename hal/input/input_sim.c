/* SPDX-License-Identifier: EUPL-1.2 */
#include "hal/input/input_sim.h"

#include <assert.h>
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "hal/input/input_backend.h"

struct input_sim {
        struct input base;
        bool plugged; /* base.touch_present is what was reported */
        struct input_event events[INPUT_SIM_QUEUE_MAX];
        size_t count;
};

static const struct input_implementation simulated_input;

static struct input_sim *sim_from_base(struct input *base) {
        assert(base->implementation == &simulated_input);
        return (struct input_sim *)base;
}

static int sim_dispatch(struct input *base) {
        struct input_sim *input = sim_from_base(base);
        eventfd_t woken;

        (void)eventfd_read(base->fd, &woken);
        input_report_touch_present(base, input->plugged);
        while (input->count > 0) {
                struct input_event event = input->events[0];

                input->count--;
                memmove(&input->events[0], &input->events[1], input->count * sizeof(input->events[0]));
                input_report(base, &event);
        }
        return 0;
}

static void sim_free(struct input *base) {
        struct input_sim *input = sim_from_base(base);

        close(base->fd);
        explicit_bzero(input->events, sizeof(input->events));
        free(input);
}

static const struct input_implementation simulated_input = {
        .dispatch = sim_dispatch,
        .free = sim_free,
};

int input_new_simulated(struct input **ret_input) {
        struct input_sim *input = calloc(1, sizeof(*input));

        if (!input)
                return -ENOMEM;
        input->base.implementation = &simulated_input;
        input->base.touch_present = input->plugged = true;
        input->base.fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
        if (input->base.fd < 0) {
                int r = -errno;

                free(input);
                return r;
        }
        *ret_input = &input->base;
        return 0;
}

static bool is_touch(const struct input_event *event) {
        return event->type != INPUT_KEY_PRESS && event->type != INPUT_HEADSET;
}

int input_simulate(struct input *base, const struct input_event *event) {
        struct input_sim *input = sim_from_base(base);

        if (is_touch(event) && !input->plugged)
                return -ENODEV;
        if (input->count == INPUT_SIM_QUEUE_MAX)
                return -ENOBUFS;
        input->events[input->count++] = *event;
        (void)eventfd_write(base->fd, 1);
        return 0;
}

int input_simulate_tap(struct input *base, int x_px, int y_px) {
        struct input_sim *input = sim_from_base(base);
        struct input_event event = { .type = INPUT_TOUCH_DOWN, .x_px = x_px, .y_px = y_px };
        int r;

        if (input->count > INPUT_SIM_QUEUE_MAX - 2)
                return -ENOBUFS;
        r = input_simulate(base, &event);
        if (r < 0)
                return r;
        event.type = INPUT_TOUCH_UP;
        return input_simulate(base, &event);
}

void input_simulate_touch_present(struct input *base, bool present) {
        struct input_sim *input = sim_from_base(base);
        size_t kept = 0;

        input->plugged = present;
        for (size_t i = 0; i < input->count; i++)
                if (present || !is_touch(&input->events[i]))
                        input->events[kept++] = input->events[i];
        input->count = kept;
        (void)eventfd_write(base->fd, 1);
}
