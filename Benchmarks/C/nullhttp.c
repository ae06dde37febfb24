/* nullhttp PORT: an HTTP/1.1 server that does nothing. It reads each request with its Content-Length and answers 201 with a body of as
 * many bytes as Triplicate answers a recorded event with: what a client program reaches against it is the client's own ceiling. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { CONNECTIONS = 1024, REQUEST = 4 << 20, ANSWER = 700 };

struct connection {
    char *bytes;
    size_t held;
};

static struct connection connections[CONNECTIONS];
static char answer[2048];
static size_t answer_length;

/* The length of a whole request at the beginning; 0 where it is not there yet. */
static size_t whole(const char *bytes, size_t held) {
    const char *end = memmem(bytes, held, "\r\n\r\n", 4);
    if (!end) return 0;
    size_t head = (size_t)(end - bytes) + 4, body = 0;
    for (const char *line = bytes; line < end; ) {
        if (!strncasecmp(line, "content-length:", 15)) body = strtoul(line + 15, NULL, 10);
        const char *next = memchr(line, '\n', (size_t)(end - line));
        if (!next) break;
        line = next + 1;
    }
    return head + body <= held ? head + body : 0;
}

/* Reads what has come and answers each whole request; -1 where the connection is at its end. */
static int serve(int socket) {
    struct connection *one = &connections[socket];
    ssize_t count = recv(socket, one->bytes + one->held, REQUEST - one->held, 0);
    if (count <= 0) return -1;
    one->held += (size_t)count;
    size_t length;
    while ((length = whole(one->bytes, one->held))) {
        memmove(one->bytes, one->bytes + length, one->held - length);
        one->held -= length;
        if (send(socket, answer, answer_length, MSG_NOSIGNAL) != (ssize_t)answer_length) return -1;
    }
    return one->held < REQUEST ? 0 : -1;
}

int main(int argc, char **argv) {
    if (argc != 2) {
        fprintf(stderr, "usage: nullhttp PORT\n");
        return 2;
    }
    int head = snprintf(answer, sizeof answer,
        "HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n", ANSWER);
    memset(answer + head, 'x', ANSWER);
    answer_length = (size_t)head + ANSWER;
    int listener = socket(AF_INET, SOCK_STREAM, 0), yes = 1;
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(argv[1]))};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    if (bind(listener, (struct sockaddr *)&address, sizeof address) || listen(listener, 1024)) {
        perror("nullhttp");
        return 1;
    }
    int polled = epoll_create1(0);
    struct epoll_event event = {.events = EPOLLIN, .data.fd = listener}, ready[64];
    epoll_ctl(polled, EPOLL_CTL_ADD, listener, &event);
    for (;;) {
        int count = epoll_wait(polled, ready, 64, -1);
        for (int i = 0; i < count; i++) {
            int socket = ready[i].data.fd;
            if (socket != listener) {
                if (serve(socket)) close(socket);
                continue;
            }
            int peer = accept(listener, NULL, NULL);
            if (peer < 0) continue;
            if (peer >= CONNECTIONS) {
                close(peer);
                continue;
            }
            setsockopt(peer, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
            if (!connections[peer].bytes) connections[peer].bytes = malloc(REQUEST);
            if (!connections[peer].bytes) return 1;
            connections[peer].held = 0;
            event.data.fd = peer;
            epoll_ctl(polled, EPOLL_CTL_ADD, peer, &event);
        }
    }
}
