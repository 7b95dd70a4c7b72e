import locale
import time

locale.setlocale(locale.LC_ALL, "")
print(time.strftime("%A"), locale.format_string("%.2f", 1234.5, grouping=True))
