"""Places that stand on a few shapes alone, for adapters that ask for little more than points and wards."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import polars as pl
from shapely import box


class Ground:
    """Shapes with ward_code, ward_name and borough_code as a Lookup."""

    def __init__(self, shapes: gpd.GeoDataFrame) -> None:
        self.shapes = shapes

    @classmethod
    def of_file(cls, boundaries: Path) -> Ground:
        """The wards of a boundary file."""
        return cls(gpd.read_file(boundaries))

    @classmethod
    def of_squares(cls) -> Ground:
        """Made-up squares about real places; the first two share the border at 0.115 degrees east."""
        squares = [
            ("E05000026", "Abbey", "E09000002", box(0.06, 51.53, 0.115, 51.56)),
            ("E05000027", "Alibon", "E09000002", box(0.115, 51.53, 0.165, 51.56)),
            ("E05000644", "St. James's", "E09000033", box(-0.15, 51.49, -0.12, 51.52)),
            ("E05000645", "Tachbrook", "E09000033", box(-0.15, 51.48, -0.12, 51.49)),
            ("E09000001", "City of London", "E09000001", box(-0.11, 51.50, -0.07, 51.53)),
        ]
        code, name, borough, shapes = zip(*squares, strict=True)
        columns = {"ward_code": code, "ward_name": name, "borough_code": borough}
        return cls(gpd.GeoDataFrame(columns, geometry=list(shapes), crs="EPSG:4326"))

    @classmethod
    def of_nothing(cls) -> Ground:
        """The squares as wards whose boundaries nobody installed: no point lies in any."""
        ground = cls.of_squares()
        far_away = ground.shapes.translate(xoff=90)
        return cls(ground.shapes.set_geometry(far_away))

    def wards(self, vintage: int) -> pl.DataFrame:
        """The wards of the file, without the City of London."""
        frame = pl.DataFrame({name: self.shapes[name].tolist() for name in ("ward_code", "ward_name", "borough_code")})
        return frame.filter(pl.col("ward_code").str.starts_with("E05"))

    def ward_of_points(self, longitude: pl.Series, latitude: pl.Series, vintage: int = 2011) -> pl.Series:
        """The ward that holds each point; on a shared border, the one with the lowest code."""
        points = gpd.GeoDataFrame(
            geometry=gpd.points_from_xy(longitude.to_numpy(), latitude.to_numpy()), crs=self.shapes.crs
        )
        joined = points.sjoin(self.shapes[["ward_code", "geometry"]], how="left", predicate="intersects")
        lowest = joined["ward_code"].groupby(level=0).min()
        return pl.Series("ward", [code if isinstance(code, str) else None for code in lowest], dtype=pl.String)

    def borough(self, name: str) -> str | None:
        """Nothing: these layouts name no borough."""
        return None

    def ward_vintage(self, codes: pl.Series) -> int | None:
        """Always 2011."""
        return 2011

    def offence(self, layout: str, major: str, minor: str | None) -> str | None:
        """Nothing: police.uk categories are no notifiable offences."""
        return None
