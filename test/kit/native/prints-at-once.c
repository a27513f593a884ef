/* Says that it reached main(), and ends. */
#include <unistd.h>

static const char filler[65536] = {1};

int main(int count, char **words) {
  (void)words;
  return write(1, "MAIN\n", 5) == 5 ? filler[count] : 3;
}
