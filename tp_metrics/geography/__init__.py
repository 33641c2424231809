"""Places and their shapes: TP, area command, borough (BOCU), ward, other places; boundaries; the home of geopandas."""

from tp_metrics.geography.places import VINTAGES, Place, PlaceAmbiguous, Places, PlaceUnknown, plain

__all__ = ["VINTAGES", "Place", "PlaceAmbiguous", "PlaceUnknown", "Places", "plain"]
