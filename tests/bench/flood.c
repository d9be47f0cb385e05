/* Many phones in one process: opens WebSockets, then only counts what comes and when.
 *
 *     flood PORT SEATS GREETING LEAST [ACTS]
 *
 * SEATS is a file with a line for each phone: the path, and headers after tabs. GREETING is what a
 * phone says first: `hello` (trialoog's), `engine` (socket.io's) or `none`. A message of at least
 * LEAST bytes is news; what is shorter is a sign of life. ACTS is a file of whole HTTP requests,
 * each after a line with its size; without it the server is told to broadcast by a datagram to its
 * port.
 *
 * Commands come on standard input, a line each, and each is answered with a line of JSON:
 *
 *     open COUNT         connect phones until there are so many, a few at a time so that no server
 *                        has to have a long queue for them, and wait until they are in
 *     tell COUNT MS      so many times: ask for a broadcast, wait until every phone has it, and
 *                        until MS milliseconds have passed since it was asked
 *     act COUNT MS       the same with acts of which no phone hears
 *     watch MS           only read, for so long
 *     hold COUNT         let the first phones stop reading
 *
 * It ends with its input, when a phone loses its connection, or when nothing comes for a while.
 */
#define _GNU_SOURCE
#include "phone.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

enum { AT_ONCE = 32, EVENTS = 512, READ = 256 * 1024, MOST_ROUNDS = 10000, LONGEST = 4096 };
enum { PATIENCE = 60 }; /* seconds */
enum { NARROW = 4096 }; /* bytes that the kernel keeps for a phone that stopped reading */

/* The connection on which acts are sent. */
struct actor {
    int fd;
    char head[LONGEST]; /* of the answer that is read */
    int has;
    long left;          /* bytes of its body that are still to come */
    int answered, refused;
};

static struct phone *phones;
static struct actor actor = {.fd = -1};
static char *acts, *next_act;
static size_t acts_size;
static int count, opened, port, epoll, datagrams = -1;
static uint64_t bytes;

/* Of the running `tell`: for each round when it was asked, had first and had last, and every wait. */
static double asked[MOST_ROUNDS], first[MOST_ROUNDS], last[MOST_ROUNDS], answered[MOST_ROUNDS];
static int arrived[MOST_ROUNDS], round_now, rounds;
static float *waits;
static size_t waited, room_for_waits;

/* Now, in ms. */
static double now(void)
{
    struct timespec at;
    clock_gettime(CLOCK_MONOTONIC, &at);
    return at.tv_sec * 1e3 + at.tv_nsec / 1e6;
}

/* --- connections ------------------------------------------------------------------------------- */

static int dial(int kind)
{
    struct sockaddr_in there = {.sin_family = AF_INET, .sin_port = htons(port)};
    there.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int fd = socket(AF_INET, kind, 0), on = 1;
    if (fd < 0)
        fail("no socket: %s", strerror(errno));
    if (kind & SOCK_STREAM)
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (connect(fd, (struct sockaddr *)&there, sizeof there) < 0 && errno != EINPROGRESS)
        fail("nobody on port %d: %s", port, strerror(errno));
    return fd;
}

/* Look out for events of a connection; `who` is a phone, or NULL for the actor. */
static void look(int fd, int operation, uint32_t events, struct phone *who)
{
    struct epoll_event event = {.events = events, .data.ptr = who};
    if (epoll_ctl(epoll, operation, fd, &event) < 0)
        fail("epoll: %s", strerror(errno));
}

/* --- what phones get --------------------------------------------------------------------------- */

static void is_open(struct phone *phone)
{
    phone->step = OPEN;
    opened++;
}

static void has_news(struct phone *phone, double at)
{
    int round = phone->news++;
    if (round > round_now || round >= rounds)
        fail("a phone got news that was not asked for");
    if (!arrived[round]++)
        first[round] = at;
    last[round] = at;
    if (waited < room_for_waits)
        waits[waited++] = at - asked[round];
}

static void ready(struct phone *phone, uint32_t events)
{
    static uint8_t data[READ];
    if (phone->step == CONNECTING && events & EPOLLOUT) {
        size_t size = strlen(phone->request);
        if (send(phone->fd, phone->request, size, MSG_NOSIGNAL) != (ssize_t)size)
            fail("a phone could not ask to come in: %s", strerror(errno));
        phone->step = ASKING;
        look(phone->fd, EPOLL_CTL_MOD, EPOLLIN, phone);
        return;
    }
    ssize_t size = recv(phone->fd, data, sizeof data, 0);
    if (size < 0 && errno == EAGAIN)
        return;
    if (size <= 0)
        fail("a phone lost its connection: %s", size ? strerror(errno) : "closed");
    bytes += size;
    take(phone, data, size, now());
}

/* --- who acts ---------------------------------------------------------------------------------- */

static void answer(void)
{
    static char data[READ];
    ssize_t size = recv(actor.fd, data, sizeof data, 0);
    if (size <= 0)
        fail("the connection of who acts was lost");
    for (char *at = data; size;) {
        if (actor.left) {
            long used = size < actor.left ? size : actor.left;
            actor.left -= used, at += used, size -= used;
        } else {
            if (actor.has == LONGEST - 1)
                fail("an answer has a longer head than expected");
            actor.head[actor.has++] = *at++, size--;
            actor.head[actor.has] = 0;
            if (actor.has < 4 || memcmp(actor.head + actor.has - 4, "\r\n\r\n", 4))
                continue;
            char *length = strcasestr(actor.head, "\r\ncontent-length:");
            actor.left = length ? atol(length + 17) : 0;
            actor.refused += actor.head[9] != '2';
        }
        if (!actor.left) {
            answered[actor.answered++] = now();
            actor.has = 0;
        }
    }
}

static void ask(void)
{
    asked[round_now] = now();
    if (!acts) {
        if (send(datagrams, "!", 1, 0) != 1)
            fail("the server could not be told: %s", strerror(errno));
        return;
    }
    char *body;
    long size = strtol(next_act, &body, 10);
    if (next_act >= acts + acts_size || size <= 0)
        fail("there are no more acts");
    if (send(actor.fd, body + 1, size, MSG_NOSIGNAL) != size)
        fail("an act could not be sent: %s", strerror(errno));
    next_act = body + 1 + size;
}

/* --- commands ---------------------------------------------------------------------------------- */

/* Take what comes until a moment. */
static void serve(double until)
{
    struct epoll_event events[EVENTS];
    double left = until - now();
    int found = epoll_wait(epoll, events, EVENTS, left > 0 ? (int)left + (left > 1 ? 0 : 1) : 0);
    for (int i = 0; i < found; i++) {
        if (events[i].data.ptr)
            ready(events[i].data.ptr, events[i].events);
        else
            answer();
    }
}

static void open_phones(int many)
{
    double began = now();
    many = many < count ? many : count;
    for (int begun = opened; opened < many;) {
        while (begun < many && begun - opened < AT_ONCE) {
            struct phone *phone = &phones[begun++];
            phone->fd = dial(SOCK_STREAM | SOCK_NONBLOCK);
            look(phone->fd, EPOLL_CTL_ADD, EPOLLIN | EPOLLOUT, phone);
        }
        int before = opened;
        double until = now() + PATIENCE * 1e3;
        while (opened == before && now() < until)
            serve(until);
        if (opened == before)
            fail("%d phones are in, and the others do not get in", opened);
    }
    printf("{\"open\": %d, \"seconds\": %.3f}\n", opened, (now() - began) / 1e3);
}

static int by_size(const void *a, const void *b)
{
    float x = *(const float *)a, y = *(const float *)b;
    return (x > y) - (x < y);
}

/* Print for each round how long something took. */
static void list(const char *name, const double *until, const double *from)
{
    printf(", \"%s\": [", name);
    for (int i = 0; i < rounds; i++)
        printf("%s%.4f", i ? ", " : "", until[i] - from[i]);
    printf("]");
}

static void tell(int times, double interval, bool heard)
{
    int readers = 0;
    for (int i = 0; i < count; i++) {
        phones[i].news = 0;
        readers += heard && phones[i].step == OPEN && !phones[i].held;
    }
    rounds = times < MOST_ROUNDS ? times : MOST_ROUNDS;
    room_for_waits = (size_t)rounds * readers;
    waits = realloc(waits, (room_for_waits + 1) * sizeof *waits);
    memset(arrived, 0, sizeof arrived);
    waited = bytes = 0;
    if (acts) {
        actor = (struct actor){.fd = dial(SOCK_STREAM)};
        look(actor.fd, EPOLL_CTL_ADD, EPOLLIN, NULL);
    }
    double began = now();
    for (round_now = 0; round_now < rounds; round_now++) {
        ask();
        double next = asked[round_now] + interval, until = asked[round_now] + PATIENCE * 1e3;
        while (arrived[round_now] < readers || (acts && actor.answered <= round_now)) {
            if (now() > until)
                fail("%d of %d phones got broadcast %d", arrived[round_now], readers, round_now);
            serve(until);
        }
        while (now() < next)
            serve(next);
    }
    double seconds = (now() - began) / 1e3;
    qsort(waits, waited, sizeof *waits, by_size);
    printf("{\"rounds\": %d, \"readers\": %d, \"deliveries\": %zu, \"bytes\": %llu, "
           "\"seconds\": %.4f, \"refused\": %d",
           rounds, readers, waited, (unsigned long long)bytes, seconds, actor.refused);
    if (readers) {
        list("last_ms", last, asked);
        list("spread_ms", last, first);
        printf(", \"receivers_ms\": {\"p50\": %.4f, \"p90\": %.4f, \"p99\": %.4f, \"max\": %.4f}",
               waits[waited / 2], waits[waited * 9 / 10], waits[waited * 99 / 100],
               waits[waited - 1]);
    }
    if (acts) {
        list("answer_ms", answered, asked);
        close(actor.fd);
    }
    printf("}\n");
    rounds = 0;
}

static void hold(int many)
{
    for (int i = 0; i < many && i < count; i++) {
        int size = NARROW;
        phones[i].held = true;
        setsockopt(phones[i].fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
        look(phones[i].fd, EPOLL_CTL_DEL, 0, &phones[i]);
    }
    printf("{\"held\": %d}\n", many);
}

static char *contents(const char *path, size_t *size)
{
    FILE *file = fopen(path, "rb");
    if (!file || fseek(file, 0, SEEK_END))
        fail("%s: %s", path, strerror(errno));
    *size = ftell(file);
    rewind(file);
    char *found = calloc(1, *size + 1);
    if (fread(found, 1, *size, file) != *size)
        fail("%s could not be read", path);
    fclose(file);
    return found;
}

/* Make a phone of each line: a path, and headers after tabs. */
static void read_seats(const char *path)
{
    size_t size;
    char *lines = contents(path, &size), *rest = lines;
    for (char *at = lines; *at; at++)
        count += *at == '\n';
    phones = calloc(count + 1, sizeof *phones);
    for (int i = 0; i < count; i++) {
        char *line = strsep(&rest, "\n"), *where = strsep(&line, "\t"), headers[LONGEST] = "";
        for (char *header; (header = strsep(&line, "\t"));) {
            strncat(headers, header, LONGEST - strlen(headers) - 3);
            strcat(headers, "\r\n");
        }
        if (asprintf(&phones[i].request,
                     "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nUpgrade: websocket\r\n"
                     "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                     "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n%s\r\n",
                     where, port, headers) < 0)
            fail("no memory");
    }
    free(lines);
}

int main(int argc, char **argv)
{
    if (argc < 5)
        fail("use: flood PORT SEATS hello|engine|none LEAST [ACTS]");
    port = atoi(argv[1]);
    read_seats(argv[2]);
    greeting = !strcmp(argv[3], "hello") ? HELLO : !strcmp(argv[3], "engine") ? ENGINE : NONE;
    least = atol(argv[4]);
    if (argc > 5)
        next_act = acts = contents(argv[5], &acts_size);
    else
        datagrams = dial(SOCK_DGRAM);
    struct rlimit files;
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    if (files.rlim_cur < (rlim_t)count + 16)
        fail("%d phones need more open files than %lu (ulimit -n)", count, (long)files.rlim_cur);
    epoll = epoll_create1(0);
    char line[64];
    while (fgets(line, sizeof line, stdin)) {
        double ms = 0;
        int many = 0;
        if (sscanf(line, "open %d", &many) == 1) {
            open_phones(many);
        } else if (sscanf(line, "tell %d %lf", &many, &ms) == 2) {
            tell(many, ms, true);
        } else if (sscanf(line, "act %d %lf", &many, &ms) == 2) {
            tell(many, ms, false);
        } else if (sscanf(line, "watch %lf", &ms) == 1) {
            for (double until = now() + ms; now() < until;)
                serve(until);
            printf("{\"watched\": %.0f}\n", ms);
        } else if (sscanf(line, "hold %d", &many) == 1) {
            hold(many);
        } else {
            fail("what is %s", line);
        }
        fflush(stdout);
    }
    return 0;
}
