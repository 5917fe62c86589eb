// Preloaded into Redis: notes of each file, by its inode, how much of it was on the disk for certain: `<inode> <bytes>`, a line a sync.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static int noted(int fd, const char *name) {
  int (*sync)(int) = (int (*)(int))dlsym(RTLD_NEXT, name);
  struct stat before; // what is written while it syncs may not be part of it
  int known = fstat(fd, &before) == 0;
  int result = sync(fd);
  const char *path = getenv("SYNCED");
  if (result == 0 && known && path) {
    int record = open(path, O_WRONLY | O_CREAT | O_APPEND, 0600);
    if (record >= 0) {
      dprintf(record, "%lu %lld\n", (unsigned long)before.st_ino, (long long)before.st_size);
      close(record);
    }
  }
  return result;
}

int fsync(int fd) { return noted(fd, "fsync"); }
int fdatasync(int fd) { return noted(fd, "fdatasync"); }
