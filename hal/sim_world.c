/* SPDX-License-Identifier: EUPL-1.2 */
#include "hal/sim_world.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/file.h"

#define NS_PER_MS UINT64_C(1000000)
#define DRAW_NS (15 * NS_PER_MS)      /* a coil must be on that long to draw its latch */
#define SPRING_NS (25 * NS_PER_MS)    /* from the drawn latch to the open door */
#define HAND_NS (2000 * NS_PER_MS)    /* an automatic hand closes after that */
#define BOUNCE_NS (20 * NS_PER_MS)    /* how long a bad contact bounces */
#define BOUNCE_STEP_NS (5 * NS_PER_MS / 2)
#define HOLDER_NS (10 * NS_PER_MS)    /* how often a holder's life is looked at while its coil is on */

enum { WORLD_VERSION = 1, BOOT_ID_LEN = 16 };

static const char world_magic[8] = "PBWORLD";

/* Beyond any file's end: nothing is stored there, only locks. */
#define LOCK_MUTEX ((off_t)1 << 40)
#define LOCK_LINES ((off_t)1 << 41)

/* The file, in native byte order: it never leaves its machine. Times are CLOCK_MONOTONIC; 0: never. */
struct stored_compartment {
        uint64_t coil_on_ns;  /* since when the coil is on */
        uint64_t moves_at_ns; /* when the door will change its position */
        uint64_t moved_at_ns; /* when it last did */
        uint32_t pulses;
        uint32_t last_ms;
        uint32_t longest_ms;
        uint32_t cut;
        uint8_t open, jammed, bounces, held_open; /* 0 or 1 */
        uint8_t reserved[20];
};

struct stored_world {
        char magic[8];
        uint32_t version;
        uint32_t count;
        uint64_t changes;             /* grows with every change; written with pwrite() for inotify */
        uint8_t boot_id[BOOT_ID_LEN]; /* the boot that the times belong to */
        uint8_t automatic;            /* 0 or 1 */
        uint8_t reserved[3];
        uint32_t overlaps;            /* coils switched on while another one was */
        uint8_t reserved_too[16];
        struct stored_compartment compartments[];
};

static_assert(sizeof(struct stored_compartment) == 64, "layout of the file");
static_assert(sizeof(struct stored_world) == 64, "layout of the file");
static_assert(offsetof(struct stored_world, compartments) == 64, "layout of the file");

struct sim_world {
        int fd;
        size_t len;
        struct stored_world *stored; /* mapped */
};

const char *sim_world_error_text(int outcome) {
        switch (outcome) {
        case SIM_WORLD_E_FOREIGN:
                return "the file is not a simulated cabinet; name another file or move this one away";
        case SIM_WORLD_E_DAMAGED:
                return "the simulated cabinet's file is cut or damaged; delete it and a new cabinet with closed doors is made";
        case SIM_WORLD_E_VERSION:
                return "the simulated cabinet was made by another version; delete it and a new cabinet with closed doors is made";
        case SIM_WORLD_E_COUNT:
                return "the simulated cabinet has another number of compartments than the configuration; correct that or delete it";
        default:
                return "the simulated cabinet cannot be opened";
        }
}

static uint64_t read_clock(void) {
        struct timespec now;

        clock_gettime(CLOCK_MONOTONIC, &now);
        return (uint64_t)now.tv_sec * 1000 * NS_PER_MS + (uint64_t)now.tv_nsec;
}

static size_t world_len(unsigned count) {
        return sizeof(struct stored_world) + count * sizeof(struct stored_compartment);
}

static int lock_byte(int fd, int command, short type, off_t at) {
        struct flock lock = { .l_type = type, .l_whence = SEEK_SET, .l_start = at, .l_len = 1 };
        int r;

        do
                r = fcntl(fd, command, &lock);
        while (r < 0 && errno == EINTR);
        if (r < 0)
                return errno == EACCES || errno == EAGAIN ? -EBUSY : -errno;
        return lock.l_type == F_UNLCK ? 0 : 1;
}

static void world_lock(struct sim_world *world) {
        int r = lock_byte(world->fd, F_OFD_SETLKW, F_WRLCK, LOCK_MUTEX);

        assert(r >= 0);
}

static void world_unlock(struct sim_world *world) {
        int r = lock_byte(world->fd, F_OFD_SETLK, F_UNLCK, LOCK_MUTEX);

        assert(r >= 0);
}

/* inotify sees write(), not stores into a mapping. */
static void world_changed(struct sim_world *world) {
        uint64_t changes = world->stored->changes + 1;

        if (pwrite(world->fd, &changes, sizeof(changes), offsetof(struct stored_world, changes)) < 0)
                world->stored->changes = changes;
}

static off_t line_byte(enum sim_line line, unsigned index) {
        return LOCK_LINES + (line == SIM_LINE_DOOR ? SIM_WORLD_COUNT_MAX : 0) + (off_t)index;
}

int sim_world_hold(int fd, enum sim_line line, unsigned index) {
        int r = lock_byte(fd, F_OFD_SETLK, F_WRLCK, line_byte(line, index));

        return r < 0 ? r : 0;
}

static bool line_held(struct sim_world *world, unsigned index) {
        return lock_byte(world->fd, F_OFD_GETLK, F_WRLCK, line_byte(SIM_LINE_LOCK, index)) == 1;
}

static uint64_t later(uint64_t a, uint64_t b) {
        return a > b ? a : b;
}

/* A drawn latch lets its closed door go. `until_ns`: how far the coil's being on is known. */
static void draw_latch(struct stored_compartment *compartment, uint64_t until_ns) {
        uint64_t drawn_ns = later(compartment->coil_on_ns, compartment->moved_at_ns) + DRAW_NS;

        if (compartment->coil_on_ns && !compartment->open && !compartment->jammed && !compartment->moves_at_ns &&
            until_ns >= drawn_ns)
                compartment->moves_at_ns = drawn_ns + SPRING_NS;
}

static void coil_off(struct stored_compartment *compartment, uint64_t now_ns, bool cut) {
        uint64_t on_ms = (now_ns - compartment->coil_on_ns + NS_PER_MS - 1) / NS_PER_MS;

        draw_latch(compartment, now_ns);
        compartment->coil_on_ns = 0;
        if (cut) {
                compartment->cut++;
                return;
        }
        compartment->last_ms = on_ms > UINT32_MAX ? UINT32_MAX : (uint32_t)on_ms;
        if (compartment->longest_ms < compartment->last_ms)
                compartment->longest_ms = compartment->last_ms;
}

static void move_door(struct stored_compartment *compartment, bool open, uint64_t at_ns, bool automatic) {
        compartment->open = open;
        compartment->moved_at_ns = at_ns;
        compartment->moves_at_ns = open && automatic ? at_ns + HAND_NS : 0;
}

static void settle(struct sim_world *world, unsigned index, uint64_t now_ns) {
        struct stored_compartment *compartment = &world->stored->compartments[index];

        if (compartment->coil_on_ns && !line_held(world, index))
                coil_off(compartment, now_ns, true);
        draw_latch(compartment, now_ns);
        while (compartment->moves_at_ns && compartment->moves_at_ns <= now_ns) {
                move_door(compartment, !compartment->open, compartment->moves_at_ns, world->stored->automatic);
                draw_latch(compartment, now_ns);
        }
}

/* Locks the file, brings one compartment up to date and gives it. */
static struct stored_compartment *begin(struct sim_world *world, unsigned index, uint64_t *ret_now_ns) {
        uint64_t now_ns;

        assert(index < world->stored->count);
        world_lock(world);
        now_ns = read_clock();
        settle(world, index, now_ns);
        *ret_now_ns = now_ns;
        return &world->stored->compartments[index];
}

static void read_boot_id(uint8_t ret_id[BOOT_ID_LEN]) {
        struct buffer text = BUFFER_INIT;

        memset(ret_id, 0, BOOT_ID_LEN);
        if (file_read("/proc/sys/kernel/random/boot_id", 64, &text) < 0)
                return;
        for (size_t i = 0, digits = 0; i < text.len && digits < 2 * BOOT_ID_LEN; i++) {
                const char *hex = "0123456789abcdef", *digit = text.data[i] ? strchr(hex, text.data[i]) : NULL;

                if (digit) {
                        ret_id[digits / 2] = (uint8_t)(ret_id[digits / 2] << 4 | (digit - hex));
                        digits++;
                }
        }
        buffer_deinit(&text);
}

static int make(const char *path, unsigned count) {
        struct stored_world *stored = calloc(1, world_len(count));
        int r;

        if (!stored)
                return -ENOMEM;
        memcpy(stored->magic, world_magic, sizeof(stored->magic));
        stored->version = WORLD_VERSION;
        stored->count = count;
        read_boot_id(stored->boot_id);
        r = file_replace(path, stored, world_len(count), 0600);
        free(stored);
        return r;
}

/* Judges the file by itself: size against count, flags; nothing of it is believed before. */
static int check(const struct stored_world *stored, size_t len, unsigned count) {
        if (memcmp(stored->magic, world_magic, sizeof(stored->magic)) != 0)
                return SIM_WORLD_E_FOREIGN;
        if (stored->version != WORLD_VERSION)
                return SIM_WORLD_E_VERSION;
        if (stored->count < 1 || stored->count > SIM_WORLD_COUNT_MAX || len != world_len(stored->count) || stored->automatic > 1)
                return SIM_WORLD_E_DAMAGED;
        for (unsigned i = 0; i < stored->count; i++) {
                const struct stored_compartment *compartment = &stored->compartments[i];

                if (compartment->open > 1 || compartment->jammed > 1 || compartment->bounces > 1 || compartment->held_open > 1)
                        return SIM_WORLD_E_DAMAGED;
        }
        return count != 0 && count != stored->count ? SIM_WORLD_E_COUNT : 0;
}

static bool times_belong(const struct stored_world *stored, const uint8_t boot_id[BOOT_ID_LEN], uint64_t now_ns) {
        if (memcmp(stored->boot_id, boot_id, BOOT_ID_LEN) != 0)
                return false;
        for (unsigned i = 0; i < stored->count; i++) {
                const struct stored_compartment *compartment = &stored->compartments[i];

                if (compartment->coil_on_ns > now_ns || compartment->moved_at_ns > now_ns ||
                    compartment->moves_at_ns > now_ns + HAND_NS)
                        return false;
        }
        return true;
}

/* After a reboot times mean nothing: whatever was under way ended then, and no coil survived it. */
static void start_afresh(struct stored_world *stored, const uint8_t boot_id[BOOT_ID_LEN], uint64_t now_ns) {
        for (unsigned i = 0; i < stored->count; i++) {
                struct stored_compartment *compartment = &stored->compartments[i];

                if (compartment->moves_at_ns)
                        compartment->open = !compartment->open;
                compartment->cut += compartment->coil_on_ns != 0;
                compartment->coil_on_ns = compartment->moves_at_ns = compartment->moved_at_ns = 0;
                if (compartment->open && stored->automatic && !compartment->held_open)
                        compartment->moves_at_ns = now_ns + HAND_NS;
        }
        memcpy(stored->boot_id, boot_id, BOOT_ID_LEN);
}

static int map(struct sim_world *world, unsigned count) {
        uint8_t boot_id[BOOT_ID_LEN];
        uint64_t now_ns;
        struct stat st;
        void *mapped;
        int r;

        if (fstat(world->fd, &st) < 0)
                return -errno;
        if (!S_ISREG(st.st_mode))
                return SIM_WORLD_E_FOREIGN;
        if (st.st_size < (off_t)sizeof(struct stored_world) || st.st_size > (off_t)world_len(SIM_WORLD_COUNT_MAX))
                return SIM_WORLD_E_DAMAGED;
        world->len = (size_t)st.st_size;
        mapped = mmap(NULL, world->len, PROT_READ | PROT_WRITE, MAP_SHARED, world->fd, 0);
        if (mapped == MAP_FAILED)
                return -errno;
        world->stored = mapped;
        /* A child's copy would keep this description, and a lock on it, alive beyond our death. */
        if (madvise(mapped, world->len, MADV_DONTFORK) < 0)
                return -errno;
        r = lock_byte(world->fd, F_OFD_SETLKW, F_WRLCK, LOCK_MUTEX);
        if (r < 0)
                return r;
        r = check(world->stored, world->len, count);
        if (r == 0) {
                read_boot_id(boot_id);
                now_ns = read_clock();
                if (!times_belong(world->stored, boot_id, now_ns))
                        start_afresh(world->stored, boot_id, now_ns);
        }
        world_unlock(world);
        return r;
}

int sim_world_open(const char *path, unsigned count, struct sim_world **ret_world) {
        struct sim_world *world;
        int r;

        if (count > SIM_WORLD_COUNT_MAX)
                return -EINVAL;
        world = calloc(1, sizeof(*world));
        if (!world)
                return -ENOMEM;
        world->fd = open(path, O_RDWR | O_CLOEXEC | O_NONBLOCK);
        if (world->fd < 0 && errno == ENOENT && count > 0) {
                r = make(path, count);
                if (r < 0)
                        goto fail;
                world->fd = open(path, O_RDWR | O_CLOEXEC | O_NONBLOCK);
        }
        if (world->fd < 0) {
                r = -errno;
                goto fail;
        }
        r = map(world, count);
        if (r != 0)
                goto fail;
        *ret_world = world;
        return 0;
fail:
        sim_world_free(world);
        return r;
}

void sim_world_free(struct sim_world *world) {
        if (!world)
                return;
        if (world->stored)
                munmap(world->stored, world->len);
        if (world->fd >= 0)
                close(world->fd);
        free(world);
}

unsigned sim_world_count(const struct sim_world *world) {
        return world->stored->count;
}

void sim_world_hand(struct sim_world *world, unsigned index, enum sim_hand hand) {
        uint64_t now_ns;
        struct stored_compartment *compartment = begin(world, index, &now_ns);

        switch (hand) {
        case SIM_HAND_OPEN:
                if (!compartment->open)
                        move_door(compartment, true, now_ns, false);
                compartment->moves_at_ns = 0;
                compartment->held_open = 1;
                break;
        case SIM_HAND_CLOSE:
                if (compartment->open)
                        move_door(compartment, false, now_ns, false);
                compartment->held_open = 0;
                break;
        case SIM_HAND_JAM:
                compartment->jammed = 1;
                if (!compartment->open)
                        compartment->moves_at_ns = 0;
                break;
        case SIM_HAND_FREE:
                compartment->jammed = compartment->bounces = 0;
                break;
        case SIM_HAND_BOUNCE:
                compartment->bounces = 1;
                break;
        }
        world_changed(world);
        world_unlock(world);
}

void sim_world_set_automatic(struct sim_world *world, bool automatic) {
        uint64_t now_ns;

        world_lock(world);
        now_ns = read_clock();
        for (unsigned i = 0; i < world->stored->count; i++) {
                struct stored_compartment *compartment = &world->stored->compartments[i];

                settle(world, i, now_ns);
                if (compartment->open && !compartment->held_open)
                        compartment->moves_at_ns = automatic ? now_ns + HAND_NS : 0;
        }
        world->stored->automatic = automatic;
        world_changed(world);
        world_unlock(world);
}

unsigned sim_world_overlaps(const struct sim_world *world) {
        return world->stored->overlaps;
}

void sim_world_read(struct sim_world *world, unsigned index, struct sim_compartment *ret_compartment) {
        uint64_t now_ns;
        const struct stored_compartment *compartment = begin(world, index, &now_ns);

        *ret_compartment = (struct sim_compartment){
                .open = compartment->open,
                .jammed = compartment->jammed,
                .bounces = compartment->bounces,
                .coil_on = compartment->coil_on_ns != 0,
                .pulses = compartment->pulses,
                .last_ms = compartment->last_ms,
                .longest_ms = compartment->longest_ms,
                .cut = compartment->cut,
        };
        world_unlock(world);
}

/* How long ago the contact began to bounce, or false when it is quiet. */
static bool bouncing(const struct stored_compartment *compartment, uint64_t now_ns, uint64_t *ret_age_ns) {
        if (!compartment->bounces || !compartment->moved_at_ns || now_ns - compartment->moved_at_ns >= BOUNCE_NS)
                return false;
        *ret_age_ns = now_ns - compartment->moved_at_ns;
        return true;
}

static bool contact_closed(const struct stored_compartment *compartment, uint64_t now_ns) {
        uint64_t age_ns;

        if (bouncing(compartment, now_ns, &age_ns) && age_ns / BOUNCE_STEP_NS % 2 == 1)
                return compartment->open;
        return !compartment->open;
}

bool sim_world_contact(struct sim_world *world, unsigned index) {
        uint64_t now_ns;
        const struct stored_compartment *compartment = begin(world, index, &now_ns);
        bool closed = contact_closed(compartment, now_ns);

        world_unlock(world);
        return closed;
}

static bool another_on(struct sim_world *world, unsigned index, uint64_t now_ns) {
        for (unsigned i = 0; i < world->stored->count; i++) {
                if (i == index || !world->stored->compartments[i].coil_on_ns)
                        continue;
                settle(world, i, now_ns);
                if (world->stored->compartments[i].coil_on_ns)
                        return true;
        }
        return false;
}

void sim_world_set_coil(struct sim_world *world, unsigned index, bool on) {
        uint64_t now_ns;
        struct stored_compartment *compartment = begin(world, index, &now_ns);

        if (on && !compartment->coil_on_ns) {
                compartment->coil_on_ns = now_ns;
                compartment->pulses++;
                world->stored->overlaps += another_on(world, index, now_ns);
                world_changed(world);
        } else if (!on && compartment->coil_on_ns) {
                coil_off(compartment, now_ns, false);
                world_changed(world);
        }
        world_unlock(world);
}

static uint64_t next_ns(const struct stored_compartment *compartment, uint64_t now_ns) {
        uint64_t next = UINT64_MAX, age_ns;

        if (compartment->moves_at_ns)
                next = compartment->moves_at_ns;
        if (bouncing(compartment, now_ns, &age_ns) && now_ns + BOUNCE_STEP_NS < next)
                next = now_ns + BOUNCE_STEP_NS;
        if (compartment->coil_on_ns && now_ns + HOLDER_NS < next)
                next = now_ns + HOLDER_NS;
        return next;
}

int sim_world_look(struct sim_world *world, bool *ret_closed) {
        uint64_t now_ns, next = UINT64_MAX;

        world_lock(world);
        now_ns = read_clock();
        for (unsigned i = 0; i < world->stored->count; i++) {
                uint64_t own;

                settle(world, i, now_ns);
                own = next_ns(&world->stored->compartments[i], now_ns);
                if (own < next)
                        next = own;
                if (ret_closed)
                        ret_closed[i] = contact_closed(&world->stored->compartments[i], now_ns);
        }
        world_unlock(world);
        return next == UINT64_MAX ? -1 : (int)((next - now_ns) / NS_PER_MS + 1);
}
