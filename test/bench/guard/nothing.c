/* A program that does nothing: built static, dynamic, or with a loader that does not exist and some weight. */
#ifdef WEIGHT
const char weight[WEIGHT] = {1};
#endif
int main(void) { return 0; }
