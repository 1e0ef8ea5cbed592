/* Sends the frames of FILE, each of SIZE bytes, in turns on the interface NAME, RATE a second for SECONDS, at most 512 in a
 * call of sendmmsg(2). Prints how many left and in how many nanoseconds. */
#define _GNU_SOURCE
#include <errno.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <time.h>

#define GROUP 512

static long long now(void) {
  struct timespec at;
  clock_gettime(CLOCK_MONOTONIC, &at);
  return at.tv_sec * 1000000000LL + at.tv_nsec;
}

int main(int argc, char **argv) {
  if (argc != 6) {
    fprintf(stderr, "usage: storm NAME RATE SECONDS FILE SIZE\n");
    return 2;
  }
  double rate = atof(argv[2]);
  long long total = (long long)(rate * atof(argv[3]));
  size_t size = (size_t)atol(argv[5]);
  FILE *file = fopen(argv[4], "rb");
  unsigned index = if_nametoindex(argv[1]);
  int fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);
  struct sockaddr_ll address = {.sll_family = AF_PACKET, .sll_ifindex = (int)index};
  int buffer = 1024 * 1024;
  if (file == NULL || index == 0 || size < 14 || fd < 0 || bind(fd, (struct sockaddr *)&address, sizeof address) < 0 ||
      setsockopt(fd, SOL_SOCKET, SO_SNDBUFFORCE, &buffer, sizeof buffer) < 0) {
    perror("storm");
    return 3;
  }
  fseek(file, 0, SEEK_END);
  size_t count = (size_t)ftell(file) / size;
  rewind(file);
  unsigned char *frames = malloc(count * size);
  if (count == 0 || fread(frames, size, count, file) != count) {
    fprintf(stderr, "storm: no frames in %s\n", argv[4]);
    return 3;
  }
  struct iovec parts[GROUP];
  struct mmsghdr messages[GROUP];
  memset(messages, 0, sizeof messages);
  for (int i = 0; i < GROUP; i++) {
    parts[i].iov_len = size;
    messages[i].msg_hdr.msg_iov = &parts[i];
    messages[i].msg_hdr.msg_iovlen = 1;
  }
  long long begin = now(), sent = 0;
  while (sent < total) {
    long long due = (long long)((double)(now() - begin) * rate / 1e9);
    if (due > total) due = total;
    while (sent < due) {
      int few = due - sent < GROUP ? (int)(due - sent) : GROUP;
      for (int i = 0; i < few; i++) parts[i].iov_base = frames + (size_t)((sent + i) % (long long)count) * size;
      int left = sendmmsg(fd, messages, (unsigned)few, 0);
      if (left < 0 && errno != EAGAIN && errno != ENOBUFS && errno != EINTR) {
        perror("sendmmsg");
        return 3;
      }
      if (left > 0) sent += left;
    }
    struct timespec pause = {.tv_nsec = 500000};
    nanosleep(&pause, NULL);
  }
  printf("%lld %lld\n", sent, now() - begin);
  return 0;
}
